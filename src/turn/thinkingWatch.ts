import { CallSilence } from './callSilence.ts';

/** How long an answer may be owed. Times in ms. */
export interface ThinkingLimits {
  thinkingLongMs: number;
  /** Where a function that was called keeps people waiting: without a sound. */
  toolLongMs: number;
  thinkingStuckMs: number;
}

/** A response that has not begun by then is stuck at the server: another one may not be. */
const ASK_AGAIN_MS = 10_000;

/** Watches how long an answer has been owed. */
export class ThinkingWatch {
  readonly #limits: ThinkingLimits;
  readonly #callSilence: CallSilence;
  #sinceMs: number | undefined;
  #longTold = false;
  #askedAgain = false;

  constructor(limits: ThinkingLimits) {
    this.#limits = limits;
    this.#callSilence = new CallSilence(limits.toolLongMs);
  }

  /** Tells whether an answer is owed now, and nothing is heard of the bot meanwhile. @param called a function runs */
  owed(owed: boolean, called: boolean, nowMs: number): void {
    this.#callSilence.follow(called, !owed, nowMs);
    if (!owed) this.#sinceMs = undefined;
    else if (this.#sinceMs === undefined) {
      this.#sinceMs = nowMs;
      this.#longTold = false;
      this.#askedAgain = false;
    }
  }

  /** `long` once, `askAgain` once, `stuck` when it is to be given up. */
  look(nowMs: number): 'long' | 'askAgain' | 'stuck' | undefined {
    if (this.#sinceMs === undefined) return undefined;
    const waitedMs = nowMs - this.#sinceMs;
    if (waitedMs >= this.#limits.thinkingStuckMs) return 'stuck';
    if (waitedMs >= ASK_AGAIN_MS && !this.#askedAgain) {
      this.#askedAgain = true;
      return 'askAgain';
    }
    const long = this.#callSilence.becameLong(nowMs) || waitedMs >= this.#limits.thinkingLongMs;
    if (!long || this.#longTold) return undefined;
    this.#longTold = true;
    return 'long';
  }
}
