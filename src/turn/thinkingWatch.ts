/** How long an answer may be owed. Times in ms. */
export interface ThinkingLimits {
  thinkingLongMs: number;
  thinkingStuckMs: number;
}

/** Watches how long an answer has been owed. */
export class ThinkingWatch {
  readonly #limits: ThinkingLimits;
  #sinceMs: number | undefined;
  #longTold = false;

  constructor(limits: ThinkingLimits) {
    this.#limits = limits;
  }

  /** Tells whether an answer is owed now. */
  owed(owed: boolean, nowMs: number): void {
    if (!owed) this.#sinceMs = undefined;
    else if (this.#sinceMs === undefined) {
      this.#sinceMs = nowMs;
      this.#longTold = false;
    }
  }

  /** `long` once, `stuck` when it is to be given up. */
  look(nowMs: number): 'long' | 'stuck' | undefined {
    if (this.#sinceMs === undefined) return undefined;
    const waitedMs = nowMs - this.#sinceMs;
    if (waitedMs >= this.#limits.thinkingStuckMs) return 'stuck';
    if (waitedMs < this.#limits.thinkingLongMs || this.#longTold) return undefined;
    this.#longTold = true;
    return 'long';
  }
}
