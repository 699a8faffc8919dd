/**
 * For how long a function that the model has called has left people without a sound: while it runs, and until what it has answered
 * is spoken about.
 */
export class CallSilence {
  readonly #longMs: number;
  #sinceMs: number | undefined;
  #told = false;

  constructor(longMs: number) {
    this.#longMs = longMs;
  }

  /** @param called a function runs @param broken somebody speaks, the bot does, or no answer is owed */
  follow(called: boolean, broken: boolean, nowMs: number): void {
    if (broken) {
      this.#sinceMs = undefined;
      this.#told = false;
    } else if (called) this.#sinceMs ??= nowMs;
  }

  /** True once, when it has become long. */
  becameLong(nowMs: number): boolean {
    if (this.#told || this.#sinceMs === undefined || nowMs - this.#sinceMs < this.#longMs) return false;
    this.#told = true;
    return true;
  }
}
