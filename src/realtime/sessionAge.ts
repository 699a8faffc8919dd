import type { CancelTimer, Clock } from '../clock.ts';

/** A successor is opened so long before the limit, or when this share of the time is left. */
const LEAD_MS = 5 * 60_000;
const LEAD_SHARE = 1 / 3;
/** A successor that could not be opened is tried again after this, or this share of the lead. */
const RETRY_MS = 30_000;
const RETRY_SHARE = 1 / 4;

export interface SessionAgeEvents {
  /** It is time to open a successor. */
  prepare: () => void;
  /** Time presses: the next moment between two turns is quiet enough. */
  press: () => void;
}

/** How old the present session is, and what has to be done about it when. */
export class SessionAge {
  readonly #clock: Clock;
  readonly #events: SessionAgeEvents;
  #leadMs = LEAD_MS;
  #stopPreparing: CancelTimer | undefined;
  #stopPressing: CancelTimer | undefined;

  constructor(clock: Clock, events: SessionAgeEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** A session's time has begun. @param limitMs for how long it may be used; `undefined`: for as long as it holds */
  begin(limitMs: number | undefined): void {
    this.stop();
    if (limitMs === undefined) return;
    this.#leadMs = Math.min(LEAD_MS, limitMs * LEAD_SHARE);
    this.#stopPreparing = this.#clock.after(limitMs - this.#leadMs, this.#events.prepare);
    this.#stopPressing = this.#clock.after(limitMs - this.#leadMs / 2, this.#events.press);
  }

  /** No successor could be opened: again in a while. */
  failed(): void {
    this.#stopPreparing?.();
    const retryMs = Math.min(RETRY_MS, this.#leadMs * RETRY_SHARE);
    this.#stopPreparing = this.#clock.after(retryMs, this.#events.prepare);
  }

  stop(): void {
    this.#stopPreparing?.();
    this.#stopPressing?.();
  }
}
