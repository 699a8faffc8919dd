import type { Clock } from '../clock.ts';
import { DEAF_MS } from './sessionTimings.ts';

/** Notices that a session which stands has been deaf for too long. */
export class DeafWatch {
  readonly #clock: Clock;
  #sinceMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  reset(): void {
    this.#sinceMs = undefined;
  }

  /** To be asked now and then. */
  isTooLong(isDeaf: boolean): boolean {
    const nowMs = this.#clock.nowMs();
    this.#sinceMs = isDeaf ? (this.#sinceMs ?? nowMs) : undefined;
    return this.#sinceMs !== undefined && nowMs - this.#sinceMs >= DEAF_MS;
  }
}
