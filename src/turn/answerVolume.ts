import type { LocalTurnEffect } from './localTurnEvents.ts';

/** After a first impression of a voice the bot stays ducked for this long, unless speech follows. */
const DUCK_HOLD_MS = 300;
/** After a mere guess only for this long: by then the impression has followed, or the guess was wrong. */
const GUESS_HOLD_MS = 100;

/** How loud the bot's answers are: as they came, ducked because somebody may be speaking, or paused because somebody is. */
export class AnswerVolume {
  readonly #do: (effect: LocalTurnEffect) => void;
  #duckedUntilMs: number | undefined;
  #paused = false;

  constructor(perform: (effect: LocalTurnEffect) => void) {
    this.#do = perform;
  }

  get isTouched(): boolean {
    return this.#duckedUntilMs !== undefined || this.#paused;
  }

  /** Something sounds like a voice, or is only guessed to be one: quieter at once, one can still be louder again. */
  duck(nowMs: number, sign: 'voice' | 'guess'): void {
    if (this.#duckedUntilMs === undefined) this.#do({ type: 'duck' });
    const untilMs = nowMs + (sign === 'voice' ? DUCK_HOLD_MS : GUESS_HOLD_MS);
    this.#duckedUntilMs = Math.max(this.#duckedUntilMs ?? 0, untilMs);
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#do({ type: 'pause' });
  }

  /** Nobody speaks into the answer any more: it goes on as it was, once the first impression has worn off. */
  relax(nowMs: number): void {
    if (this.#duckedUntilMs === undefined || nowMs >= this.#duckedUntilMs) this.restore();
  }

  /** Everything is as loud as it came, now; the answers that follow included. */
  restore(): void {
    if (this.#paused) this.#do({ type: 'resume' });
    if (this.#duckedUntilMs !== undefined) this.#do({ type: 'unduck' });
    this.#paused = false;
    this.#duckedUntilMs = undefined;
  }
}
