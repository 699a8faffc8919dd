import type { CancelTimer, Clock } from '../../clock.ts';

/** Waits for the end of an answer's playing plus the idle timeout: then the model speaks up by itself. */
export class IdlePrompt {
  readonly #clock: Clock;
  #timer: CancelTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An answer with `audioMs` of sound, whose first left at `firstAudioMs` on the clock, is done. */
  arm(idleTimeoutMs: number, firstAudioMs: number | undefined, audioMs: number, fire: () => void): void {
    this.cancel();
    const playingMs = firstAudioMs === undefined ? 0 : firstAudioMs + audioMs - this.#clock.nowMs();
    this.#timer = this.#clock.after(Math.max(0, playingMs) + idleTimeoutMs, fire);
  }

  /** Somebody spoke, or something else began. */
  cancel(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
