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

  /**
   * @param askedMs What the server asked to wait (`Retry-After`): kept within the longest delay, and spread by up to the first one.
   * @returns `undefined` when there were enough attempts.
   */
  next(nowMs: number, askedMs?: number): NextAttempt | undefined {
    this.#firstLossMs ??= nowMs;
    if (this.#attempts >= this.#limits.maxAttempts) return undefined;
    const { baseDelayMs, maxDelayMs } = this.#limits;
    const leastMs = Math.min(maxDelayMs, askedMs ?? 0);
    const spreadMs =
      askedMs === undefined ? Math.min(maxDelayMs, baseDelayMs * 2 ** this.#attempts) : baseDelayMs;
    const delayMs = Math.round(leastMs + this.#random() * spreadMs);
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
