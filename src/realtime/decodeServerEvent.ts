import { z } from 'zod';
import { readAs } from '../readAs.ts';
import { decodeAudio } from './decodeAudio.ts';
import type { Decoded, ServerError, ServerEvent } from './serverEvent.ts';
import type { AudioPart, ResponseStatus } from './sessionEvents.ts';
import { transcriptionUsageFromWire, usageFromWire } from './usage.ts';
import * as wire from './wireEvents.ts';

const envelope = z.looseObject({ type: z.string().min(1) });

/** Events that Parley knows and needs nothing from, both dialects. */
const IGNORED: ReadonlySet<string> = new Set([
  'conversation.created',
  'conversation.item.deleted',
  'conversation.item.done',
  'conversation.item.input_audio_transcription.delta',
  'conversation.item.input_audio_transcription.segment',
  'conversation.item.retrieved',
  'conversation.item.truncated',
  'input_audio_buffer.cleared',
  'input_audio_buffer.timeout_triggered',
  'response.content_part.added',
  'response.content_part.done',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'response.output_text.delta',
  'response.text.delta',
]);

type Reader = (body: unknown) => Decoded;

const STATUSES: readonly string[] = [
  'completed',
  'cancelled',
  'failed',
  'incomplete',
] satisfies ResponseStatus[];

function isStatus(status: string): status is ResponseStatus {
  return STATUSES.includes(status);
}

function reader<Schema extends z.ZodType>(
  schema: Schema,
  read: (body: z.output<Schema>) => ServerEvent | Decoded,
): Reader {
  return (body) => {
    const parsed = readAs(schema, body);
    if (!parsed.success) return { kind: 'malformed', why: parsed.why };
    const result = read(parsed.data);
    return 'kind' in result ? result : { kind: 'event', event: result };
  };
}

function audioPart(body: { response_id: string; item_id: string; content_index: number }): AudioPart {
  return { responseId: body.response_id, itemId: body.item_id, contentIndex: body.content_index };
}

function serverError(detail: z.output<typeof wire.wireErrorDetail>): ServerError {
  return {
    code: detail.code ?? detail.type ?? undefined,
    type: detail.type ?? undefined,
    message: detail.message,
    param: detail.param ?? undefined,
    eventId: detail.event_id ?? undefined,
  };
}

function outputItem(responseId: string | undefined, itemId: string | undefined): ServerEvent | Decoded {
  return itemId === undefined ? { kind: 'ignored', responseId } : { type: 'outputItem', responseId, itemId };
}

const readAudioDelta = reader(wire.wireAudioDelta, (body) => {
  const pcm = decodeAudio(body.delta);
  return typeof pcm === 'string'
    ? { kind: 'invalidAudio', why: pcm, responseId: body.response_id }
    : { type: 'audioDelta', part: audioPart(body), pcm };
});
const readAudioDone = reader(wire.wireAudioDone, (body) => ({ type: 'audioDone', part: audioPart(body) }));
const readTranscriptDelta = reader(wire.wireTranscriptDelta, (body) => ({
  type: 'agentTranscriptDelta',
  part: audioPart(body),
  text: body.delta,
}));
const readAgentTranscript = reader(wire.wireTranscriptDone, (body) => ({
  type: 'agentTranscript',
  part: audioPart(body),
  text: body.transcript,
}));
const readAgentText = reader(wire.wireTextDone, (body) => ({
  type: 'agentText',
  responseId: body.response_id,
  text: body.text,
}));

const readResponseDone = reader(wire.wireResponseDone, ({ response }) => {
  const status = isStatus(response.status) ? response.status : 'failed';
  const error = response.status_details?.error;
  const fault = error === undefined || error === null ? undefined : serverError(error);
  const unknownStatus = status === response.status ? undefined : response.status;
  return {
    type: 'responseDone',
    responseId: response.id,
    status,
    reason:
      status === 'completed' ? undefined : (fault?.code ?? response.status_details?.reason ?? unknownStatus),
    error: fault,
    itemIds: response.output,
    usage: response.usage ? usageFromWire(response.usage) : undefined,
  };
});

const readItemAdded = reader(wire.wireOutputItem, ({ response_id, item }) =>
  outputItem(response_id, item.id),
);

/** What people said and what we wrote passes here too: only the model's own items count. */
const readConversationItem = reader(wire.wireConversationItem, ({ item }) =>
  item.type === 'function_call' || item.role === 'assistant'
    ? outputItem(undefined, item.id)
    : { kind: 'ignored', responseId: undefined },
);

const readItemDone = reader(wire.wireOutputItem, (body) => {
  if (body.item.type === 'mcp_call') return remoteCall(body.response_id, body.item);
  if (body.item.type !== 'function_call') return outputItem(body.response_id, body.item.id);
  const call = readAs(wire.wireFunctionCall, body.item);
  if (!call.success) return { kind: 'malformed', why: call.why };
  return {
    type: 'functionCall',
    responseId: body.response_id,
    itemId: body.item.id,
    callId: call.data.call_id,
    name: call.data.name,
    argumentsJson: call.data.arguments,
    completed: call.data.status === 'completed',
  };
});

function remoteCall(responseId: string, item: unknown): ServerEvent | Decoded {
  const call = readAs(wire.wireMcpCall, item);
  if (!call.success) return { kind: 'malformed', why: call.why };
  const { id, server_label, name, output, error } = call.data;
  const failed =
    error === undefined || error === null ? (typeof output === 'string' ? false : undefined) : true;
  const argumentsJson = call.data.arguments;
  return { type: 'remoteCall', responseId, itemId: id, server: server_label, name, argumentsJson, failed };
}

function remoteCallEnded(failed: boolean): Reader {
  return reader(wire.wireItem, (body) => ({ type: 'remoteCallEnded', callItemId: body.item_id, failed }));
}

/** Both dialects' names, always (realtime-protocol, "Beta -> GA"): a server that mixes them is understood too. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  [
    'session.created',
    reader(wire.wireSessionCreated, ({ session }) => ({
      type: 'sessionCreated',
      expiresAtS: session.expires_at,
    })),
  ],
  [
    'session.updated',
    reader(wire.wireSession, (body) => ({ type: 'sessionUpdated', session: body.session })),
  ],
  ['error', reader(wire.wireError, (body) => ({ type: 'error', error: serverError(body.error) }))],
  [
    'rate_limits.updated',
    reader(wire.wireRateLimits, ({ rate_limits }) => ({
      type: 'rateLimits',
      resetMs: 1_000 * Math.max(0, ...rate_limits.map(({ reset_seconds }) => reset_seconds)),
    })),
  ],
  [
    'input_audio_buffer.speech_started',
    reader(wire.wireSpeechStarted, (body) => ({
      type: 'speechStarted',
      itemId: body.item_id,
      startAudioMs: body.audio_start_ms,
    })),
  ],
  [
    'input_audio_buffer.speech_stopped',
    reader(wire.wireSpeechStopped, (body) => ({
      type: 'speechStopped',
      itemId: body.item_id,
      endAudioMs: body.audio_end_ms,
    })),
  ],
  [
    'input_audio_buffer.committed',
    reader(wire.wireItem, (body) => ({ type: 'committed', itemId: body.item_id })),
  ],
  [
    'conversation.item.input_audio_transcription.completed',
    reader(wire.wireUserTranscript, (body) => ({
      type: 'userTranscript',
      itemId: body.item_id,
      text: body.transcript,
      bill: body.usage ? transcriptionUsageFromWire(body.usage) : undefined,
    })),
  ],
  [
    'conversation.item.input_audio_transcription.failed',
    reader(wire.wireTranscriptionFailed, (body) => ({
      type: 'transcriptionFailed',
      itemId: body.item_id,
      error: serverError(body.error),
    })),
  ],
  [
    'response.created',
    reader(wire.wireResponseCreated, ({ response }) => ({
      type: 'responseCreated',
      responseId: response.id,
      mark: response.metadata?.[wire.RESPONSE_MARK] ?? undefined,
    })),
  ],
  ['response.done', readResponseDone],
  ['response.output_item.added', readItemAdded],
  ['response.output_item.done', readItemDone],
  ['response.mcp_call.completed', remoteCallEnded(false)],
  ['response.mcp_call.failed', remoteCallEnded(true)],
  ['conversation.item.added', readConversationItem],
  ['conversation.item.created', readConversationItem],
  ['response.output_audio.delta', readAudioDelta],
  ['response.audio.delta', readAudioDelta],
  ['response.output_audio.done', readAudioDone],
  ['response.audio.done', readAudioDone],
  ['response.output_audio_transcript.delta', readTranscriptDelta],
  ['response.audio_transcript.delta', readTranscriptDelta],
  ['response.output_audio_transcript.done', readAgentTranscript],
  ['response.audio_transcript.done', readAgentTranscript],
  ['response.output_text.done', readAgentText],
  ['response.text.done', readAgentText],
] satisfies [string, Reader][]);

/**
 * Reads one text frame of the server. Never throws: what cannot be read is `malformed`, what is new is `unknown`.
 */
export function decodeServerEvent(frame: string): Decoded {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { kind: 'malformed', why: 'not JSON' };
  }
  const body = readAs(envelope, json);
  if (!body.success) return { kind: 'malformed', why: 'no event with a type' };
  const { type } = body.data;
  const read = READERS.get(type);
  if (read !== undefined) return read(body.data);
  const responseId = typeof body.data.response_id === 'string' ? body.data.response_id : undefined;
  return IGNORED.has(type) ? { kind: 'ignored', responseId } : { kind: 'unknown', type, responseId };
}
