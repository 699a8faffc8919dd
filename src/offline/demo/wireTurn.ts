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
  /** The bot asked for the answer. */
  askedMs: number | undefined;
  /** The first sound of the answer left the model. */
  firstDeltaMs: number | undefined;
  /** How many responses were asked for, apart from those that were taken back. */
  asked: number;
  /** When responses were asked for that were taken back, because the person went on. */
  takenBackMs: number[];
  toolCall: WireToolCall | undefined;
  /** What the bot said was heard of the answer it had to cut. */
  truncatedToMs: number | undefined;
}

export const AUDIO_DELTA = 'response.output_audio.delta';
const REQUEST = 'response.create';
const CREATED = 'response.created';
const DONE = 'response.done';
const CALL_DONE = 'response.function_call_arguments.done';
const ITEM_CREATE = 'conversation.item.create';
const TRUNCATE = 'conversation.item.truncate';

const responseEvent = z.object({ response: z.object({ id: z.string(), status: z.string() }) });
const deltaEvent = z.object({ response_id: z.string() });
const callEvent = z.object({
  name: z.string(),
  arguments: z.string(),
  call_id: z.string(),
  response_id: z.string(),
});
const outputEvent = z.object({
  item: z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string() }),
});
const truncateEvent = z.object({ audio_end_ms: z.number() });

interface WireResponse {
  id: string | undefined;
  askedMs: number;
  firstDeltaMs: number | undefined;
  cancelled: boolean;
}

/** Reads one turn out of the recorded events that belong to it. */
export function readWireTurn(events: readonly RecordedEvent[]): WireTurn {
  const responses = readResponses(events);
  const answer = responses.findLast(({ firstDeltaMs }) => firstDeltaMs !== undefined);
  // One that was cancelled later, because the next turn interrupts it, was heard.
  const takenBack = responses.filter((one) => one.cancelled && one !== answer);
  const wanted = responses.filter((one) => !takenBack.includes(one));
  const truncate = events.find(({ type }) => type === TRUNCATE);
  return {
    askedMs: wanted[0]?.askedMs,
    firstDeltaMs: answer?.firstDeltaMs,
    asked: wanted.length,
    takenBackMs: takenBack.map(({ askedMs }) => askedMs),
    toolCall: readToolCall(
      events,
      wanted.map(({ id }) => id),
    ),
    truncatedToMs: truncateEvent.safeParse(truncate?.event).data?.audio_end_ms,
  };
}

/** The responses that were asked for in these events; deltas of older ones are not theirs. */
function readResponses(events: readonly RecordedEvent[]): WireResponse[] {
  const responses: WireResponse[] = [];
  for (const { type, event, atMs } of events) {
    if (type === REQUEST)
      responses.push({ id: undefined, askedMs: atMs, firstDeltaMs: undefined, cancelled: false });
    else if (type === CREATED) {
      const open = responses.find(({ id }) => id === undefined);
      if (open !== undefined) open.id = responseEvent.safeParse(event).data?.response.id;
    } else if (type === AUDIO_DELTA) {
      const of = find(responses, deltaEvent.safeParse(event).data?.response_id);
      if (of !== undefined) of.firstDeltaMs ??= atMs;
    } else if (type === DONE) {
      const done = responseEvent.safeParse(event).data?.response;
      const of = find(responses, done?.id);
      if (of !== undefined) of.cancelled = done?.status === 'cancelled';
    }
  }
  return responses;
}

function find(responses: readonly WireResponse[], wanted: string | undefined): WireResponse | undefined {
  return wanted === undefined ? undefined : responses.find(({ id }) => id === wanted);
}

function readToolCall(
  events: readonly RecordedEvent[],
  responseIds: readonly (string | undefined)[],
): WireToolCall | undefined {
  for (const { type, event, atMs } of events) {
    if (type !== CALL_DONE) continue;
    const call = callEvent.safeParse(event).data;
    if (call === undefined || !responseIds.includes(call.response_id)) continue;
    const output = events
      .filter((one) => one.type === ITEM_CREATE && one.direction === 'fromClient')
      .map((one) => outputEvent.safeParse(one.event).data?.item)
      .find((item) => item?.call_id === call.call_id)?.output;
    return { name: call.name, arguments: call.arguments, output, calledMs: atMs };
  }
  return undefined;
}
