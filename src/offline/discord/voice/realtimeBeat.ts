import type { CancelTimer, Clock } from '../../../clock.ts';

/** So many beats are made up for in one go after the thread was blocked; beyond that the beat starts anew. */
const MAX_CATCH_UP_BEATS = 10;

/**
 * An absolute beat: beat n is due at start + n x period, however late the timers are. Late beats follow at once, as in
 * a real client's sound card queue. `onBeat` is told when the beat was due; returning false ends it.
 */
export class RealtimeBeat {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #onBeat: (dueMs: number) => boolean;
  #dueMs = 0;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, periodMs: number, onBeat: (dueMs: number) => boolean) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#onBeat = onBeat;
  }

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  /** Beats now, and from now on. Does nothing while it runs. */
  start(): void {
    if (this.running) return;
    this.#dueMs = this.#clock.nowMs();
    // A timer even for the first beat: the caller finishes what it is doing before sound leaves.
    this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    const waitMs = Math.max(0, Math.ceil(this.#dueMs - this.#clock.nowMs()));
    this.#cancel = this.#clock.after(waitMs, () => this.#fire());
  }

  #fire(): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#dueMs > MAX_CATCH_UP_BEATS * this.#periodMs) this.#dueMs = nowMs;
    while (this.#dueMs <= nowMs) {
      const dueMs = this.#dueMs;
      this.#dueMs += this.#periodMs;
      if (!this.#onBeat(dueMs)) {
        this.stop();
        return;
      }
      if (!this.running) return;
    }
    this.#arm();
  }
}
