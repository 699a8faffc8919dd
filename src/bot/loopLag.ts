import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';

/** The histogram's own beat; what it measures is on top of that. */
const RESOLUTION_MS = 10;
/** Each look tells of the time since the last one. */
const LOOK_MS = 10_000;
/** Two frames and a half: later than that, listeners hear gaps. */
const TOO_LATE_MS = 50;
/** A machine that is too busy says so no more often than this. */
const WARN_EVERY_MS = 60_000;
const NS_PER_MS = 1e6;

/** What is measured with; the process's own event loop, unless a test brings another. */
export type DelayHistogram = Pick<IntervalHistogram, 'enable' | 'disable' | 'reset' | 'percentile'>;

/** Watches how late this process's event loop runs, and warns when sound must suffer from it. */
export class LoopLag {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #histogram: DelayHistogram;
  readonly #cancel: CancelTimer;
  #p99Ms: number | undefined;
  #warnedAtMs: number | undefined;

  constructor(
    clock: Clock,
    log: Logger,
    histogram: DelayHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS }),
  ) {
    this.#clock = clock;
    this.#log = log;
    this.#histogram = histogram;
    histogram.enable();
    this.#cancel = clock.every(LOOK_MS, () => this.#look());
  }

  /** How late the loop was in the last 10 s, 99 of 100 times no later than this; `undefined` before the first look. */
  get p99Ms(): number | undefined {
    return this.#p99Ms;
  }

  /** Is the loop so late that people hear it? */
  get isTooLate(): boolean {
    return this.#p99Ms !== undefined && this.#p99Ms > TOO_LATE_MS;
  }

  stop(): void {
    this.#cancel();
    this.#histogram.disable();
  }

  #look(): void {
    const p99Ms = Math.max(0, this.#histogram.percentile(99) / NS_PER_MS - RESOLUTION_MS);
    this.#histogram.reset();
    this.#p99Ms = p99Ms;
    if (!this.isTooLate) return;
    const nowMs = this.#clock.nowMs();
    if (this.#warnedAtMs !== undefined && nowMs - this.#warnedAtMs < WARN_EVERY_MS) return;
    this.#warnedAtMs = nowMs;
    this.#log.warn(
      { p99Ms: Math.round(p99Ms) },
      'the event loop runs late: this machine is too busy for sound',
    );
  }
}
