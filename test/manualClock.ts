import type { CancelTimer, Clock } from '../src/clock.ts';

interface Timer {
  dueMs: number;
  order: number;
  periodMs: number | undefined;
  callback: () => void;
}

/** A clock that stands still until a test advances it; timers fire in order of their due time, then of their making. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs = 0;
  #made = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  /** How many timers wait: a test of clean-up asks for 0. */
  get pending(): number {
    return this.#timers.size;
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    return this.#add(delayMs, undefined, callback);
  }

  every(periodMs: number, callback: () => void): CancelTimer {
    return this.#add(periodMs, periodMs, callback);
  }

  /** Lets `ms` go by and fires all that falls due on the way, timers that others start meanwhile included. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      if (next.periodMs === undefined) this.#timers.delete(next);
      else next.dueMs += next.periodMs;
      next.callback();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > endMs) continue;
      if (
        first === undefined ||
        timer.dueMs < first.dueMs ||
        (timer.dueMs === first.dueMs && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }

  #add(delayMs: number, periodMs: number | undefined, callback: () => void): CancelTimer {
    const timer: Timer = {
      dueMs: this.#nowMs + Math.max(0, delayMs),
      order: this.#made++,
      periodMs,
      callback,
    };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
}
