import { randomBytes } from 'node:crypto';

/** Enough for every moment until the year 10889, as hexadecimal digits. */
const MOMENT_DIGITS = 12;

const COUNT_DIGITS = 6;
const RANDOM_BYTES = 6;

/**
 * Makes ids for rows: text that no other process makes too, and that sorts in the order in which it was made, so that "the
 * newest" needs no second column. Database counters are not used: the two databases spell them differently.
 */
export class RowIds {
  readonly #nowMs: () => number;
  #lastMs = 0;
  #count = 0;

  /** @param nowMs wall-clock time, milliseconds since 1970; where it jumps back, ids go on from the latest moment seen */
  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** 30 lower-case hexadecimal digits. */
  next(): string {
    const nowMs = this.#nowMs();
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return (
      this.#lastMs.toString(16).padStart(MOMENT_DIGITS, '0') +
      this.#count.toString(16).padStart(COUNT_DIGITS, '0') +
      randomBytes(RANDOM_BYTES).toString('hex')
    );
  }
}
