import type { CancelTimer, Clock } from '../../clock.ts';

const LOOK_MS = 20;

/**
 * Notices when this process itself stood still: then the people of the demo, who live in it, left holes in what they said, and what
 * the bot made of that says nothing about the bot.
 */
export class StallWatch {
  readonly #clock: Clock;
  #lastMs: number;
  #longestMs = 0;
  readonly #stop: CancelTimer;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.nowMs();
    this.#stop = clock.every(LOOK_MS, () => this.#look());
  }

  /** The longest time for which nothing happened here, in ms; what is usual between two looks is left out. */
  get longestMs(): number {
    return this.#longestMs;
  }

  stop(): void {
    this.#look();
    this.#stop();
  }

  #look(): void {
    const nowMs = this.#clock.nowMs();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#lastMs - LOOK_MS);
    this.#lastMs = nowMs;
  }
}
