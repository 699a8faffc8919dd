import type { ParleyError } from '../errors.ts';
import {
  SILENT_AWAITED_MS,
  SILENT_CANCELLED_MS,
  SILENT_RESPONSE_MS,
  SILENT_SPOKEN_MS,
} from './responseTimes.ts';

/** Whose words a response is to answer, asked for at the moment it is requested; empty: that is not known. */
export type RequestAuthors = () => readonly string[];

/** A response that somebody wants. */
export interface ResponseRequest {
  authors: RequestAuthors | undefined;
  /** Replace the session's for this response. */
  instructions: string | undefined;
  /** How often it met another active response. */
  busyRefusals: number;
  /** On the second try: the response that failed or was empty. */
  retryOf: string | undefined;
  /** It is asked once more, because the server refused it, or made nothing of it in time. */
  again: 'refused' | 'unanswered' | undefined;
}

/** One that nobody has asked for before. */
export function freshRequest(
  instructions: string | undefined,
  authors: RequestAuthors | undefined,
): ResponseRequest {
  return { instructions, authors, busyRefusals: 0, retryOf: undefined, again: undefined };
}

/** Two requests that wait are one; the later one's wish goes first, where it has any. */
export function mergeRequests(
  earlier: ResponseRequest | undefined,
  later: ResponseRequest | undefined,
): ResponseRequest | undefined {
  if (earlier === undefined || later === undefined) return earlier ?? later;
  return {
    instructions: later.instructions ?? earlier.instructions,
    authors: mergeAuthors(earlier.authors, later.authors),
    busyRefusals: Math.max(earlier.busyRefusals, later.busyRefusals),
    // Somebody asks anew: that is more than a second try.
    retryOf: earlier.retryOf === undefined ? undefined : later.retryOf,
    again: earlier.again === undefined ? undefined : later.again,
  };
}

/** In the name of all of them, or of nobody where one is not known. */
function mergeAuthors(
  earlier: RequestAuthors | undefined,
  later: RequestAuthors | undefined,
): RequestAuthors | undefined {
  if (earlier === undefined || later === undefined) return earlier ?? later;
  return () => {
    const both = [earlier(), later()];
    return both.some(({ length }) => length === 0) ? [] : [...new Set(both.flat())];
  };
}

/** A request that was sent and has no response yet. */
export interface Flight {
  eventId: string;
  request: ResponseRequest;
  /** As it was when it was sent. */
  authorIds: readonly string[] | undefined;
  /** Cancelled before the server gave it a name: cancelled as soon as it has one. */
  doomed: boolean;
  /** Nobody is to learn of the response either. */
  discarded: boolean;
}

export function discardFlight(flight: Flight): void {
  flight.doomed = true;
  flight.discarded = true;
}

/** The response that runs. */
export interface ActiveResponse {
  responseId: string;
  /** The request that is believed to have made it; `undefined`: the server's VAD did. */
  flight: Flight | undefined;
  retried: boolean;
  /** Something of it reached the owner: a second try would say it twice. */
  produced: boolean;
  /** The last that came of it was the end of its sound. */
  spoken: boolean;
  /** Nobody wants it any more. */
  cancelled: boolean;
}

/** How a response ended, as far as the queue cares. `empty`: it has no output at all. */
export type ResponseEnd =
  | { ok: true; empty?: boolean }
  | { ok: false; retryable: boolean; error: ParleyError; retryAfterMs?: number | undefined };

/**
 * For how long it may say nothing until it is taken for dead.
 * @param awaited Another request waits for its end.
 */
export function silenceLimitMs(active: ActiveResponse, awaited: boolean): number {
  if (awaited && (active.spoken || active.cancelled)) return SILENT_AWAITED_MS;
  if (active.cancelled) return SILENT_CANCELLED_MS;
  return active.spoken ? SILENT_SPOKEN_MS : SILENT_RESPONSE_MS;
}

/**
 * Is the same asked for once more? An empty response of the VAD is not: it heard something that needs no answer.
 */
export function deservesRetry(active: ActiveResponse, end: ResponseEnd): boolean {
  if (active.cancelled || active.retried || active.produced) return false;
  return end.ok ? end.empty === true && active.flight !== undefined : end.retryable;
}

/** What the queue has done to the world outside. */
export interface ResponseQueueEffects {
  /** Send `response.create` with this `event_id`. */
  create(eventId: string, instructions: string | undefined): void;
  /** Send `response.cancel`. */
  cancel(responseId: string): void;
  /** An answer that was asked for will not come. */
  refused(error: ParleyError): void;
  /** This response is taken for dead: no `response.done` is waited for. */
  stalled(responseId: string): void;
}
