import type { CancelTimer, Clock } from '../clock.ts';
import { type ParleyError, toParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import { Backoff, type BackoffLimits, type NextAttempt } from './backoff.ts';
import type { DialectEncoder } from './dialectEncoder.ts';
import { unreachable } from './modelErrors.ts';
import type { ModelSettings } from './modelSettings.ts';
import { ModelSocket } from './modelSocket.ts';

/** A person waits for `/join`: three tries, and an answer within this. */
export const CONNECT_DEADLINE_MS = 10_000;
export const CONNECT_BACKOFF: BackoffLimits = {
  baseDelayMs: 500,
  maxDelayMs: 2_000,
  maxAttempts: 2,
  maxTotalMs: CONNECT_DEADLINE_MS,
};
/** In a conversation people rather wait than start again. */
export const RECONNECT_BACKOFF: BackoffLimits = {
  baseDelayMs: 500,
  maxDelayMs: 20_000,
  maxAttempts: 8,
  maxTotalMs: 120_000,
};
/** From the open socket to `session.updated`. */
export const SESSION_TIMEOUT_MS = 8_000;
/** A session that held for so long is sound: the next loss is a new one. */
export const STABLE_MS = 30_000;

/** What a connection tells its owner. Nothing after `failed`, nor after `close()` was called. */
export interface ModelConnectionEvents {
  /** A socket is open: send the settings and call `configured()` when they were taken. */
  open(): void;
  text(frame: string): void;
  binary(): void;
  roundTrip(roundTripMs: number): void;
  /** The socket is gone; the next attempt follows. */
  lost(error: ParleyError, next: NextAttempt): void;
  /** There will be no further attempt. */
  failed(error: ParleyError): void;
}

/** Each state holds exactly what it must let go of when it is left. */
type State =
  | { name: 'idle' }
  | { name: 'opening'; socket: ModelSocket; timer: CancelTimer | undefined }
  | { name: 'configured'; socket: ModelSocket; timer: CancelTimer }
  | { name: 'waiting'; timer: CancelTimer }
  | { name: 'ended' };

export interface ModelConnectionOptions {
  settings: ModelSettings;
  dialect: DialectEncoder;
  clock: Clock;
  log: Logger;
  /** Evenly in [0, 1): spreads the delays. */
  random: () => number;
  events: ModelConnectionEvents;
}

/**
 * Keeps one configured socket to the model: opens it, and opens another when it is lost, as long as there is hope.
 * The first connection is given up sooner than a lost one, so that a person gets a quick answer.
 */
export class ModelConnection {
  readonly #options: ModelConnectionOptions;
  #backoff: Backoff;
  #state: State = { name: 'idle' };
  #established = false;
  #deadline: CancelTimer | undefined;
  #lastError: ParleyError | undefined;

  constructor(options: ModelConnectionOptions) {
    this.#options = options;
    this.#backoff = new Backoff(CONNECT_BACKOFF, options.random);
  }

  /** Was a session ever configured? */
  get established(): boolean {
    return this.#established;
  }

  /** Bytes that were sent and have not left yet. */
  get unsentBytes(): number {
    const state = this.#state;
    return state.name === 'opening' || state.name === 'configured' ? state.socket.unsentBytes : 0;
  }

  start(): void {
    this.#deadline = this.#options.clock.after(CONNECT_DEADLINE_MS, () =>
      this.fail(this.#lastError ?? unreachable('no session within the time for a first connection')),
    );
    this.#open();
  }

  /** The server took our settings: this session counts. */
  configured(): void {
    const state = this.#state;
    if (state.name !== 'opening') return;
    state.timer?.();
    this.#deadline?.();
    if (!this.#established) this.#backoff = new Backoff(RECONNECT_BACKOFF, this.#options.random);
    this.#established = true;
    const timer = this.#options.clock.after(STABLE_MS, () => this.#backoff.reset());
    this.#state = { name: 'configured', socket: state.socket, timer };
  }

  /** The session did what it is there for: it is sound, however soon the next loss comes. */
  proved(): void {
    if (this.#state.name === 'configured') this.#backoff.reset();
  }

  send(text: string): void {
    const state = this.#state;
    if (state.name === 'opening' || state.name === 'configured') state.socket.send(text);
  }

  /**
   * Drops the socket, and comes again if the error leaves hope.
   * @param retryAfterMs When the server asked to be left alone for so long.
   */
  lose(error: ParleyError, retryAfterMs?: number): void {
    if (this.#state.name === 'ended') return;
    this.#lastError = error;
    const { clock, log, events } = this.#options;
    const next = error.retryable ? this.#backoff.next(clock.nowMs(), retryAfterMs) : undefined;
    if (next === undefined) {
      this.fail(error);
      return;
    }
    log.warn({ code: error.code, reason: error.message, ...next }, 'model connection lost');
    this.#enter({ name: 'waiting', timer: clock.after(next.delayMs, () => this.#open()) });
    events.lost(error, next);
  }

  /** Ends for good, and says so. */
  fail(error: ParleyError): void {
    if (this.#state.name === 'ended') return;
    this.#options.log.error({ code: error.code, reason: error.message }, 'model connection failed');
    this.close();
    this.#options.events.failed(error);
  }

  /** Ends for good, without a word. */
  close(): void {
    this.#deadline?.();
    this.#enter({ name: 'ended' });
  }

  #open(): void {
    const { settings, dialect, clock, events } = this.#options;
    try {
      const socket = new ModelSocket(settings, dialect, clock, {
        open: () => this.#onOpen(),
        text: events.text,
        binary: events.binary,
        roundTrip: events.roundTrip,
        closed: (error, retryAfterMs) => this.lose(error, retryAfterMs),
      });
      this.#enter({ name: 'opening', socket, timer: undefined });
    } catch (thrown) {
      this.fail(toParleyError(thrown));
    }
  }

  #onOpen(): void {
    const state = this.#state;
    if (state.name !== 'opening') return;
    state.timer = this.#options.clock.after(SESSION_TIMEOUT_MS, () =>
      this.lose(unreachable('the session was not configured in time')),
    );
    this.#options.events.open();
  }

  /** Leaves the present state, letting go of what it holds. */
  #enter(next: State): void {
    const left = this.#state;
    this.#state = next;
    if (left.name === 'opening' || left.name === 'configured' || left.name === 'waiting') left.timer?.();
    if (left.name === 'opening' || left.name === 'configured') left.socket.close();
  }
}
