import type { CancelTimer, Clock } from '../clock.ts';
import type { ParleyError } from '../errors.ts';
import { noAnswer } from './modelErrors.ts';
import {
  type ActiveResponse,
  deservesRetry,
  type Flight,
  mergeRequests,
  type ResponseEnd,
  type ResponseRequest,
} from './responseRequest.ts';

/** How long `response.created` may take after a `response.create`. */
export const CREATED_TIMEOUT_MS = 10_000;
/** A response that says nothing for so long is dead: its `response.done` will not come. */
export const SILENT_RESPONSE_MS = 60_000;
/** A cancelled one has nothing left to think about. */
export const SILENT_CANCELLED_MS = 10_000;
/** A failed response is asked for again after this. */
export const RETRY_DELAY_MS = 1_000;
/** After "already has an active response" about one we know nothing of: its end may have crossed our request. */
export const BUSY_DELAY_MS = 1_500;
/** How often one request may meet another active response before it is given up. */
export const MAX_BUSY_REFUSALS = 5;

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

/**
 * One response at a time (realtime-protocol, rule 1): a request waits until the running response has ended, whoever asked
 * for that one, and requests that wait are one. Every request ends: in a response, in `refused`, or by being cancelled.
 * The server does not say which request a `response.created` answers; the one in flight is assumed, and given back when
 * an error says otherwise.
 */
export class ResponseQueue {
  readonly #clock: Clock;
  readonly #effects: ResponseQueueEffects;
  #open = false;
  #made = 0;
  #waiting: ResponseRequest | undefined;
  #flight: Flight | undefined;
  #flightTimer: CancelTimer | undefined;
  #active: ActiveResponse | undefined;
  #pause: CancelTimer | undefined;
  #silence: CancelTimer | undefined;

  constructor(clock: Clock, effects: ResponseQueueEffects) {
    this.#clock = clock;
    this.#effects = effects;
  }

  /** The session takes requests from now on. */
  open(): void {
    this.#open = true;
    this.#pump();
  }

  request(instructions?: string): void {
    this.#waiting = mergeRequests(this.#waiting, { instructions, busyRefusals: 0, retryOf: undefined });
    this.#pump();
  }

  /** The response that runs. */
  get activeId(): string | undefined {
    return this.#active?.responseId;
  }

  /** Is the next response that is created one that was discarded before it had a name? */
  get expectsDiscarded(): boolean {
    return this.#flight?.discarded === true;
  }

  /** Cancels this response, and the requests that have no response yet. */
  cancel(responseId: string): void {
    this.#waiting = undefined;
    this.#endPause();
    if (this.#flight !== undefined) this.#flight.doomed = true;
    if (this.#active?.responseId === responseId) this.#cancelActive(this.#active);
  }

  /** Drops the requests that have no response yet; what comes of one that was sent is nobody's business. */
  discardRequested(): void {
    this.#waiting = undefined;
    this.#endPause();
    if (this.#flight !== undefined) this.#discardFlight(this.#flight);
  }

  /** Cancels this response, and a second try at it. */
  discard(responseId: string): void {
    if (this.#waiting?.retryOf === responseId) {
      this.#waiting = undefined;
      this.#endPause();
    }
    if (this.#flight?.request.retryOf === responseId) this.#discardFlight(this.#flight);
    const active = this.#active;
    if (active?.responseId === responseId && !active.cancelled) this.#cancelActive(active);
  }

  /** `response.created`. There is one response at a time, so an older one has ended, whatever became of its `response.done`. */
  created(responseId: string): void {
    if (this.#active?.responseId === responseId) return;
    const flight = this.#flight;
    this.#endFlight();
    // A fresh answer takes the place of a second try at an older one.
    if (flight === undefined && this.#waiting?.retryOf !== undefined) this.#waiting = undefined;
    this.#active = {
      responseId,
      flight,
      retried: flight?.request.retryOf !== undefined,
      produced: false,
      cancelled: false,
    };
    this.#watchSilence();
    if (flight?.doomed) this.#cancelActive(this.#active);
  }

  /** Anything else of this response arrived. `output`: sound, text or a function call. */
  alive(responseId: string, output: boolean): void {
    if (this.#active?.responseId !== responseId) return;
    this.#active.produced ||= output;
    this.#watchSilence();
  }

  /** Will this response be asked for once more, if it ends like this? */
  retries(responseId: string, end: ResponseEnd): boolean {
    const active = this.#active;
    return active?.responseId === responseId && deservesRetry(active, end);
  }

  /** `response.done` */
  done(responseId: string, end: ResponseEnd): void {
    // Perhaps it is the one that was in our request's way.
    this.#endPause();
    const active = this.#active;
    if (active?.responseId === responseId) {
      this.#active = undefined;
      this.#watchSilence();
      this.#settle(active, end);
    }
    this.#pump();
  }

  /**
   * An `error` that may answer a `response.create`.
   * @param eventId The `event_id` it names, if any.
   * @param busy Is it `conversation_already_has_active_response`?
   * @returns Was it about one of ours?
   */
  rejected(eventId: string | undefined, busy: boolean, error: ParleyError): boolean {
    const flight = this.#takeFlight(eventId, busy);
    if (flight === undefined) return false;
    if (!flight.doomed) {
      const request = { ...flight.request, busyRefusals: flight.request.busyRefusals + 1 };
      if (busy && request.busyRefusals <= MAX_BUSY_REFUSALS) {
        this.#waiting = mergeRequests(request, this.#waiting);
        if (this.#active === undefined) this.#pauseFor(BUSY_DELAY_MS);
      } else {
        this.#effects.refused(error);
      }
    }
    this.#pump();
    return true;
  }

  /**
   * The session is gone, and what was asked in it with it.
   * @returns The response that was running: nothing more will come of it.
   */
  lost(error: ParleyError): string | undefined {
    // What waits for a session to open loses nothing by one that never did.
    if (!this.#open) return undefined;
    const asked = this.#waiting !== undefined || this.#flight?.doomed === false;
    const running = this.#active?.responseId;
    this.close();
    if (asked) this.#effects.refused(error);
    return running;
  }

  /** Forgets everything and stops every timer. */
  close(): void {
    this.#open = false;
    this.#waiting = undefined;
    this.#active = undefined;
    this.#endFlight();
    this.#endPause();
    this.#watchSilence();
  }

  #pump(): void {
    if (!this.#open || this.#flight !== undefined || this.#pause !== undefined) return;
    if (this.#waiting === undefined || this.#active !== undefined) return;
    const request = this.#waiting;
    this.#waiting = undefined;
    this.#made += 1;
    const flight = { eventId: `create-${this.#made}`, request, doomed: false, discarded: false };
    this.#flight = flight;
    this.#flightTimer = this.#clock.after(CREATED_TIMEOUT_MS, () => {
      this.#endFlight();
      if (!flight.doomed) this.#effects.refused(noAnswer('no response was created in time'));
      this.#pump();
    });
    this.#effects.create(flight.eventId, request.instructions);
  }

  #cancelActive(active: ActiveResponse): void {
    active.cancelled = true;
    this.#watchSilence();
    this.#effects.cancel(active.responseId);
  }

  #discardFlight(flight: Flight): void {
    flight.doomed = true;
    flight.discarded = true;
  }

  #settle(active: ActiveResponse, end: ResponseEnd): void {
    if (deservesRetry(active, end)) {
      const instructions = active.flight?.request.instructions;
      const retry = { instructions, busyRefusals: 0, retryOf: active.responseId };
      this.#waiting = mergeRequests(retry, this.#waiting);
      // A server in trouble gets a moment; one that merely said nothing needs none.
      if (!end.ok) this.#pauseFor(RETRY_DELAY_MS);
    } else if (!end.ok && !active.cancelled) {
      this.#effects.refused(end.error);
    }
  }

  /** Finds whose request an error answers, and takes it back from where it is. */
  #takeFlight(eventId: string | undefined, busy: boolean): Flight | undefined {
    const inFlight = this.#flight;
    if (inFlight !== undefined && (inFlight.eventId === eventId || (eventId === undefined && busy))) {
      this.#endFlight();
      return inFlight;
    }
    const active = this.#active;
    const flight = active?.flight;
    if (active === undefined || flight === undefined) return undefined;
    if (flight.eventId !== eventId && !(eventId === undefined && busy)) return undefined;
    active.flight = undefined;
    active.retried = false;
    return flight;
  }

  #pauseFor(delayMs: number): void {
    this.#endPause();
    this.#pause = this.#clock.after(delayMs, () => {
      this.#pause = undefined;
      this.#pump();
    });
  }

  #endPause(): void {
    this.#pause?.();
    this.#pause = undefined;
  }

  #endFlight(): void {
    this.#flightTimer?.();
    this.#flightTimer = undefined;
    this.#flight = undefined;
  }

  #watchSilence(): void {
    this.#silence?.();
    this.#silence = undefined;
    const active = this.#active;
    if (active === undefined) return;
    const limitMs = active.cancelled ? SILENT_CANCELLED_MS : SILENT_RESPONSE_MS;
    this.#silence = this.#clock.after(limitMs, () => {
      this.#silence = undefined;
      this.#active = undefined;
      this.#effects.cancel(active.responseId);
      this.#effects.stalled(active.responseId);
      this.#pump();
    });
  }
}
