import type { Clock } from '../clock.ts';
import { REPAIRS, REPAIRS_WITHIN_MS } from './sessionTimings.ts';

/** How often a link may still be repaired: what does not help must not be repeated without end. */
export class RepairBudget {
  readonly #clock: Clock;
  #spentAtMs: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Spends one repair. False: there is none left for now. */
  spend(): boolean {
    const nowMs = this.#clock.nowMs();
    this.#spentAtMs = this.#spentAtMs.filter((atMs) => nowMs - atMs < REPAIRS_WITHIN_MS);
    if (this.#spentAtMs.length >= REPAIRS) return false;
    this.#spentAtMs.push(nowMs);
    return true;
  }
}
