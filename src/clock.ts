/** Ends a timer that was started on a {@link Clock}. Calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

/**
 * Time as a part: product code asks this, so that tests can advance it by hand.
 * All times are milliseconds on a monotonic scale whose zero has no meaning.
 */
export interface Clock {
  nowMs(): number;
  /** Calls `callback` once, `delayMs` from now. */
  after(delayMs: number, callback: () => void): CancelTimer;
  /** Calls `callback` every `periodMs`; the beat is absolute, a late call does not move the ones behind it. */
  every(periodMs: number, callback: () => void): CancelTimer;
}

/** The machine's monotonic clock. */
export class SystemClock implements Clock {
  nowMs(): number {
    return performance.now();
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  }

  every(periodMs: number, callback: () => void): CancelTimer {
    let dueMs = this.nowMs() + periodMs;
    let cancelled = false;
    let timer = setTimeout(beat, periodMs);
    const now = () => this.nowMs();
    function call(): void {
      if (!cancelled) callback();
    }
    function beat(): void {
      const lateMs = now() - dueMs;
      dueMs += periodMs;
      // A blocked thread is one late call, not a burst of calls that make up for it.
      if (dueMs < now()) dueMs = now() + periodMs;
      timer = setTimeout(beat, Math.max(0, dueMs - now()));
      // After a block, timers come before the packets that arrived meanwhile: those first, or they would count as missing.
      if (lateMs > periodMs) setImmediate(call);
      else call();
    }
    return () => {
      cancelled = true;
      clearTimeout(timer);
    };
  }
}
