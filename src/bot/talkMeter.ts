import type { CancelTimer, Clock } from '../clock.ts';

/** How often it is taken down: so much is lost at the most when the process is killed. */
const COUNT_EVERY_MS = 10_000;

/** Counts how long a conversation goes on. */
export class TalkMeter {
  readonly #clock: Clock;
  readonly #count: (talkedMs: number) => void;
  #cancelTimer: CancelTimer | undefined;
  #sinceMs = 0;

  /** @param count takes down so much more */
  constructor(clock: Clock, count: (talkedMs: number) => void) {
    this.#clock = clock;
    this.#count = count;
  }

  start(): void {
    this.#sinceMs = this.#clock.nowMs();
    this.#cancelTimer = this.#clock.after(COUNT_EVERY_MS, () => {
      this.stop();
      this.start();
    });
  }

  /** Takes down the rest. */
  stop(): void {
    if (this.#cancelTimer === undefined) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    this.#count(Math.round(this.#clock.nowMs() - this.#sinceMs));
  }
}
