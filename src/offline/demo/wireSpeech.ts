import { z } from 'zod';
import type { RecordedEvent } from '../realtime/recording.ts';

/** One utterance as it reached the model: an item of the conversation. */
export interface WireSpeech {
  itemId: string | undefined;
  /** Whom the last note before it named. */
  speaker: string | undefined;
  /** How much sound it holds. */
  streamedMs: number;
  /** What was recognised in the sound. */
  words: string | undefined;
  /** When it was committed, monotonic, and at which place of the recording. */
  committedMs: number;
  index: number;
}

export const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
/** 24 kHz PCM16. */
const BYTES_PER_MS = 48;
/** What the local model writes down when it made out no words, such as in the first half of a sentence. */
const UNCLEAR = /^\([\d.]+ seconds of sound\)$/;
const SPEAKING_NOTE = /^\[(.+) is speaking\]$/;

const noteEvent = z.object({ item: z.object({ content: z.array(z.object({ text: z.string() })).min(1) }) });
const appendEvent = z.object({ audioBytes: z.number() });
const itemEvent = z.object({ item_id: z.string() });
const transcribedEvent = itemEvent.extend({ transcript: z.string() });

/** Reads from the whole recording which utterances are in the model's memory, and under whose names, in their order. */
export function readWireSpeech(events: readonly RecordedEvent[]): WireSpeech[] {
  const speeches: WireSpeech[] = [];
  let speaker: string | undefined;
  let bytes = 0;
  for (const { type, event, atMs, index } of events) {
    switch (type) {
      case 'conversation.item.create':
        speaker = namedBy(event) ?? speaker;
        break;
      case 'input_audio_buffer.append':
        bytes += appendEvent.safeParse(event).data?.audioBytes ?? 0;
        break;
      case 'input_audio_buffer.clear':
        bytes = 0;
        break;
      case 'input_audio_buffer.commit':
        speeches.push({
          itemId: undefined,
          speaker,
          streamedMs: bytes / BYTES_PER_MS,
          words: undefined,
          committedMs: atMs,
          index,
        });
        bytes = 0;
        break;
      case 'input_audio_buffer.committed': {
        const open = speeches.find(({ itemId }) => itemId === undefined);
        if (open !== undefined) open.itemId = itemEvent.safeParse(event).data?.item_id;
        break;
      }
      case TRANSCRIBED: {
        const told = transcribedEvent.safeParse(event).data;
        const speech = speeches.find(({ itemId }) => itemId !== undefined && itemId === told?.item_id);
        if (speech !== undefined && told !== undefined && !UNCLEAR.test(told.transcript))
          speech.words = told.transcript;
        break;
      }
      case 'conversation.item.delete': {
        const forgotten = itemEvent.safeParse(event).data?.item_id;
        const at = speeches.findIndex(({ itemId }) => itemId !== undefined && itemId === forgotten);
        if (at >= 0) speeches.splice(at, 1);
        break;
      }
    }
  }
  return speeches;
}

/** Utterances of the same person behind each other are one: a breath may have divided them. */
export function joinedBySpeaker(speeches: readonly WireSpeech[]): Omit<WireSpeech, 'itemId' | 'index'>[] {
  const joined: Omit<WireSpeech, 'itemId' | 'index'>[] = [];
  for (const { speaker, streamedMs, words, committedMs } of speeches) {
    const last = joined.at(-1);
    if (last === undefined || last.speaker !== speaker) {
      joined.push({ speaker, streamedMs, words, committedMs });
      continue;
    }
    last.streamedMs += streamedMs;
    last.words = last.words === undefined ? words : [last.words, words ?? []].flat().join(' ');
    last.committedMs = committedMs;
  }
  return joined;
}

function namedBy(event: Record<string, unknown>): string | undefined {
  const text = noteEvent.safeParse(event).data?.item.content[0]?.text;
  return text === undefined ? undefined : SPEAKING_NOTE.exec(text)?.[1];
}
