/** How long and how often a lost connection is tried again. */
export interface BackoffLimits {
  /** The first delay is at most this. */
  baseDelayMs: number;
  /** No delay is longer. */
  maxDelayMs: number;
  maxAttempts: number;
  /** From the first loss on; an attempt that would begin later is not made. */
  maxTotalMs: number;
}

/** The next attempt: its number from 1, and when it is due. */
export interface NextAttempt {
  attempt: number;
  delayMs: number;
}

/**
 * Exponential backoff with full jitter: each delay is drawn evenly between 0 and a ceiling that doubles, so that many
 * conversations which lost the same server do not come back at the same moment.
 */
export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: () => number;
  #attempts = 0;
  #firstLossMs: number | undefined;

  /** @param random Evenly in [0, 1). */
  constructor(limits: BackoffLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  /** @returns `undefined` when there were enough attempts. */
  next(nowMs: number): NextAttempt | undefined {
    this.#firstLossMs ??= nowMs;
    if (this.#attempts >= this.#limits.maxAttempts) return undefined;
    const ceilingMs = Math.min(this.#limits.maxDelayMs, this.#limits.baseDelayMs * 2 ** this.#attempts);
    const delayMs = Math.round(this.#random() * ceilingMs);
    if (nowMs + delayMs - this.#firstLossMs > this.#limits.maxTotalMs) return undefined;
    this.#attempts += 1;
    return { attempt: this.#attempts, delayMs };
  }

  /** The connection has proved itself: the next loss starts from the beginning. */
  reset(): void {
    this.#attempts = 0;
    this.#firstLossMs = undefined;
  }
}
