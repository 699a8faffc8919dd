import type { CancelTimer, Clock } from '../clock.ts';

/** A report a second is plenty for people, and cheap. */
const REPORT_PERIOD_MS = 1000;

/** Tells how a conversation goes whenever something changed, at most once a second. */
export class Reporter {
  readonly #clock: Clock;
  readonly #tell: () => void;
  #cancel: CancelTimer | undefined;

  /** @param tell makes the report and tells it */
  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Something changed. */
  touch(): void {
    this.#cancel ??= this.#clock.after(REPORT_PERIOD_MS, () => this.flush());
  }

  /** Tells now what has changed since the last report. */
  flush(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#cancel = undefined;
    this.#tell();
  }
}
