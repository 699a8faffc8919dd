import type { Clock } from '../clock.ts';
import type { ParleyError } from '../errors.ts';
import { Alarm } from './alarm.ts';
import { noAnswer } from './modelErrors.ts';
import {
  type ActiveResponse,
  deservesRetry,
  discardFlight,
  type Flight,
  freshRequest,
  mergeRequests,
  type RequestAuthors,
  type ResponseEnd,
  type ResponseQueueEffects,
  type ResponseRequest,
  silenceLimitMs,
} from './responseRequest.ts';
import { BUSY_DELAY_MS, CREATED_TIMEOUT_MS, MAX_BUSY_REFUSALS, RETRY_DELAY_MS } from './responseTimes.ts';

/**
 * One response at a time (realtime-protocol, rule 1): a request waits until the running response has ended, whoever asked
 * for that one, and requests that wait are one. Every request ends: in a response, in `refused`, or by being cancelled. One that
 * the server refuses, or of which nothing comes, is made once more before.
 * The server does not say which request a `response.created` answers; the one in flight is assumed, and given back when
 * an error says otherwise.
 */
export class ResponseQueue {
  readonly #effects: ResponseQueueEffects;
  #open = false;
  #made = 0;
  #waiting: ResponseRequest | undefined;
  #flight: Flight | undefined;
  #active: ActiveResponse | undefined;
  /** `response.created` is overdue. */
  readonly #flightTimer: Alarm;
  /** Until then nothing is asked. */
  readonly #pause: Alarm;
  /** The running response is dead. */
  readonly #silence: Alarm;

  constructor(clock: Clock, effects: ResponseQueueEffects) {
    this.#effects = effects;
    this.#flightTimer = new Alarm(clock);
    this.#pause = new Alarm(clock);
    this.#silence = new Alarm(clock);
  }

  /** The session takes requests from now on. */
  open(): void {
    this.#open = true;
    this.#pump();
  }

  request(instructions?: string, authors?: RequestAuthors): void {
    const waited = this.#waiting !== undefined;
    this.#waiting = mergeRequests(this.#waiting, freshRequest(instructions, authors));
    if (!waited) this.#watchSilence();
    this.#pump();
  }

  /** The response that runs. */
  get activeId(): string | undefined {
    return this.#active?.responseId;
  }

  /** Whose words this response answers, as its request said; `undefined`: it is not the running one, or was not asked for. */
  authorsOf(responseId: string): readonly string[] | undefined {
    return this.#active?.responseId === responseId ? this.#active.flight?.authorIds : undefined;
  }

  /** Is the next response that is created one that was discarded before it had a name? */
  get expectsDiscarded(): boolean {
    return this.#flight?.discarded === true;
  }

  /** Cancels this response, and the requests that have no response yet. */
  cancel(responseId: string): void {
    this.#waiting = undefined;
    this.#pause.stop();
    if (this.#flight !== undefined) this.#flight.doomed = true;
    if (this.#active?.responseId === responseId) this.#cancelActive(this.#active);
  }

  /** Drops the requests that have no response yet; what comes of one that was sent is nobody's business. */
  discardRequested(): void {
    this.#waiting = undefined;
    this.#pause.stop();
    if (this.#flight !== undefined) discardFlight(this.#flight);
  }

  /** Cancels this response, and a second try at it. */
  discard(responseId: string): void {
    if (this.#waiting?.retryOf === responseId) {
      this.#waiting = undefined;
      this.#pause.stop();
    }
    if (this.#flight?.request.retryOf === responseId) discardFlight(this.#flight);
    const active = this.#active;
    if (active?.responseId === responseId && !active.cancelled) this.#cancelActive(active);
  }

  /** `response.created`. There is one response at a time, so an older one has ended, whatever became of its `response.done`. */
  created(responseId: string): void {
    if (this.#active?.responseId === responseId) return;
    const flight = this.#flight;
    this.#endFlight();
    // A fresh answer takes the place of a second try at an older one, and may be what the first try was to bring.
    const { retryOf, again } = this.#waiting ?? {};
    if (flight === undefined && (retryOf ?? again) !== undefined) this.#waiting = undefined;
    this.#active = {
      responseId,
      flight,
      retried: flight?.request.retryOf !== undefined,
      produced: false,
      spoken: false,
      cancelled: false,
    };
    this.#watchSilence();
    if (flight?.doomed) this.#cancelActive(this.#active);
  }

  /** Anything else of this response arrived. `output`: sound, text or a function call. */
  alive(responseId: string, output: boolean): void {
    // Its `response.created` was lost on the way.
    if (output && this.#flight?.doomed === false) this.created(responseId);
    if (this.#active?.responseId !== responseId) return;
    this.#active.produced ||= output;
    if (output) this.#active.spoken = false;
    this.#watchSilence();
  }

  /** All sound of one of its parts has come. */
  spoken(responseId: string): void {
    if (this.#active?.responseId !== responseId) return;
    this.#active.spoken = true;
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
    this.#pause.stop();
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
      if (busy) this.#wasBusy(flight.request, error);
      else this.#onceMore(flight.request, 'refused', error);
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
    this.#pause.stop();
    this.#watchSilence();
  }

  #pump(): void {
    if (!this.#open || this.#flight !== undefined || this.#pause.isSet) return;
    if (this.#waiting === undefined || this.#active !== undefined) return;
    const request = this.#waiting;
    this.#waiting = undefined;
    this.#made += 1;
    const eventId = `create-${this.#made}`;
    // What is said later is not heard in it.
    const authorIds = request.authors?.();
    const flight = { eventId, request, authorIds, doomed: false, discarded: false };
    this.#flight = flight;
    this.#flightTimer.set(CREATED_TIMEOUT_MS, () => {
      this.#endFlight();
      if (!flight.doomed) this.#onceMore(request, 'unanswered', noAnswer('no response was created in time'));
      this.#pump();
    });
    this.#effects.create(flight.eventId, request.instructions);
  }

  /** Another response is active. */
  #wasBusy(request: ResponseRequest, error: ParleyError): void {
    // That one is what the first try has brought after all.
    if (request.again === 'unanswered' && this.#active !== undefined) return;
    const busyRefusals = request.busyRefusals + 1;
    if (busyRefusals > MAX_BUSY_REFUSALS) {
      this.#effects.refused(error);
      return;
    }
    this.#waiting = mergeRequests({ ...request, busyRefusals }, this.#waiting);
    if (this.#active === undefined) this.#pause.set(BUSY_DELAY_MS, () => this.#pump());
  }

  #onceMore(request: ResponseRequest, again: 'refused' | 'unanswered', error: ParleyError): void {
    if (request.again === undefined) this.#waiting = mergeRequests({ ...request, again }, this.#waiting);
    else this.#effects.refused(error);
  }

  #cancelActive(active: ActiveResponse): void {
    active.cancelled = true;
    this.#watchSilence();
    this.#effects.cancel(active.responseId);
  }

  #settle(active: ActiveResponse, end: ResponseEnd): void {
    if (deservesRetry(active, end)) {
      const { instructions, authors } = active.flight?.request ?? {};
      const retry = { ...freshRequest(instructions, authors), retryOf: active.responseId };
      this.#waiting = mergeRequests(retry, this.#waiting);
      // A server in trouble gets a moment; one that merely said nothing needs none.
      if (!end.ok) this.#pause.set(end.retryAfterMs ?? RETRY_DELAY_MS, () => this.#pump());
    } else if (!end.ok && !active.cancelled) {
      this.#effects.refused(end.error);
    }
  }

  /** Finds whose request an error answers, and takes it back from where it is. */
  #takeFlight(eventId: string | undefined, busy: boolean): Flight | undefined {
    const isMeant = (flight: Flight) => flight.eventId === eventId || (eventId === undefined && busy);
    const inFlight = this.#flight;
    if (inFlight !== undefined && isMeant(inFlight)) {
      this.#endFlight();
      return inFlight;
    }
    const active = this.#active;
    const flight = active?.flight;
    if (active === undefined || flight === undefined || !isMeant(flight)) return undefined;
    active.flight = undefined;
    active.retried = false;
    return flight;
  }

  #endFlight(): void {
    this.#flightTimer.stop();
    this.#flight = undefined;
  }

  #watchSilence(): void {
    this.#silence.stop();
    const active = this.#active;
    if (active === undefined) return;
    this.#silence.set(silenceLimitMs(active, this.#waiting !== undefined), () => {
      this.#active = undefined;
      this.#effects.cancel(active.responseId);
      this.#effects.stalled(active.responseId);
      this.#pump();
    });
  }
}
