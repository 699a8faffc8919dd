import type { CancelTimer, Clock } from '../clock.ts';

/** One timer that is set anew, put off or stopped. */
export class Alarm {
  readonly #clock: Clock;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isSet(): boolean {
    return this.#cancel !== undefined;
  }

  /** Rings once after `delayMs`; what it was set to before is forgotten. */
  set(delayMs: number, ring: () => void): void {
    this.stop();
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = undefined;
      ring();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
