import type { RealtimeDialect } from './sessionConfig.ts';

/** An event on its way to the client, written as GA; the event id is added last. */
export interface ServerEvent {
  type: string;
  [field: string]: unknown;
}

const BETA_TYPES: Readonly<Record<string, string>> = {
  'conversation.item.added': 'conversation.item.created',
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
  'response.output_text.delta': 'response.text.delta',
  'response.output_text.done': 'response.text.done',
};
const GA_ONLY = new Set(['conversation.item.done', 'input_audio_buffer.timeout_triggered']);
const BETA_CONTENT: Readonly<Record<string, string>> = { output_text: 'text', output_audio: 'audio' };

/** Writes a GA event in the session's dialect; `undefined` when the dialect has no such event. */
export function encodeForDialect(event: ServerEvent, dialect: RealtimeDialect): ServerEvent | undefined {
  if (dialect === 'ga') return event;
  if (GA_ONLY.has(event.type)) return undefined;
  const encoded: ServerEvent = { ...event, type: BETA_TYPES[event.type] ?? event.type };
  if (isRecord(event.item)) encoded.item = betaItem(event.item);
  if (isRecord(event.response)) encoded.response = betaResponse(event.response);
  return encoded;
}

function betaItem(item: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(item.content)) return item;
  return {
    ...item,
    content: item.content.map((part: unknown) =>
      isRecord(part) && typeof part.type === 'string'
        ? { ...part, type: BETA_CONTENT[part.type] ?? part.type }
        : part,
    ),
  };
}

function betaResponse(response: Record<string, unknown>): Record<string, unknown> {
  const { output_modalities, audio, output, ...rest } = response;
  const spoken = Array.isArray(output_modalities) && output_modalities.includes('audio');
  const voice = isRecord(audio) && isRecord(audio.output) ? audio.output.voice : undefined;
  return {
    ...rest,
    output: Array.isArray(output) ? output.map((item) => (isRecord(item) ? betaItem(item) : item)) : [],
    modalities: spoken ? ['audio', 'text'] : ['text'],
    voice,
    output_audio_format: 'pcm16',
    temperature: 0.8,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
