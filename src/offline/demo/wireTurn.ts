import { z } from 'zod';
import type { RecordedEvent } from '../realtime/recording.ts';

/** A function the model called, and what the bot answered. */
export interface WireToolCall {
  name: string;
  arguments: string;
  output: string | undefined;
  calledMs: number;
}

/** What went over the model's wire in one turn. Times are monotonic; what did not happen is `undefined`. */
export interface WireTurn {
  /** The model noticed that somebody speaks. */
  speechStartedMs: number | undefined;
  /** The model knew that the turn is over. */
  knownOverMs: number | undefined;
  /** What was recognised in the sound. */
  understood: string | undefined;
  toolCall: WireToolCall | undefined;
  /** The first sound of the answer left the model. */
  firstDeltaMs: number | undefined;
  /** What the bot said was heard of the answer it had to cut. */
  truncatedToMs: number | undefined;
}

export const SPEECH_STOPPED = 'input_audio_buffer.speech_stopped';
export const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
export const AUDIO_DELTA = 'response.output_audio.delta';
const SPEECH_STARTED = 'input_audio_buffer.speech_started';
const CALL_DONE = 'response.function_call_arguments.done';
const ITEM_CREATE = 'conversation.item.create';
const TRUNCATE = 'conversation.item.truncate';

const transcribedEvent = z.object({ transcript: z.string() });
const callEvent = z.object({ name: z.string(), arguments: z.string(), call_id: z.string() });
const outputEvent = z.object({
  item: z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string() }),
});
const truncateEvent = z.object({ audio_end_ms: z.number() });

/** The words of a transcription event. */
export function transcriptOf({ event }: RecordedEvent): string | undefined {
  return transcribedEvent.safeParse(event).data?.transcript;
}

/** Reads one turn out of the recorded events that belong to it. */
export function readWireTurn(events: readonly RecordedEvent[]): WireTurn {
  const of = (type: string): RecordedEvent | undefined => events.find((event) => event.type === type);
  const stopped = of(SPEECH_STOPPED);
  const transcribed = of(TRANSCRIBED);
  // Late deltas of an answer that was cut come before the turn is over: they are no part of the new answer.
  const delta = events.find(
    ({ type, index }) => type === AUDIO_DELTA && stopped !== undefined && index > stopped.index,
  );
  return {
    speechStartedMs: of(SPEECH_STARTED)?.atMs,
    knownOverMs: stopped?.atMs,
    understood: transcribed && transcriptOf(transcribed),
    toolCall: readToolCall(events),
    firstDeltaMs: delta?.atMs,
    truncatedToMs: truncateEvent.safeParse(of(TRUNCATE)?.event).data?.audio_end_ms,
  };
}

function readToolCall(events: readonly RecordedEvent[]): WireToolCall | undefined {
  for (const { type, event, atMs } of events) {
    if (type !== CALL_DONE) continue;
    const call = callEvent.safeParse(event).data;
    if (call === undefined) continue;
    const output = events
      .filter((one) => one.type === ITEM_CREATE && one.direction === 'fromClient')
      .map((one) => outputEvent.safeParse(one.event).data?.item)
      .find((item) => item?.call_id === call.call_id)?.output;
    return { name: call.name, arguments: call.arguments, output, calledMs: atMs };
  }
  return undefined;
}
