import type { Clock } from '../clock.ts';

/** A move that was not confirmed by then is told as failed. */
export const MOVE_DEADLINE_MS = 15_000;

/** What a move came to. `late`: nothing was heard of it. */
export type MoveOutcome = 'moved' | 'ended' | 'late';

/** Who waits for the bot to be in another channel. */
export class PendingMoves {
  readonly #clock: Clock;
  readonly #waiters = new Set<(outcome: MoveOutcome) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the move was confirmed, the conversation has ended, or {@link MOVE_DEADLINE_MS} later. */
  wait(): Promise<MoveOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: MoveOutcome) => {
        cancel();
        this.#waiters.delete(settle);
        resolve(outcome);
      };
      const cancel = this.#clock.after(MOVE_DEADLINE_MS, () => settle('late'));
      this.#waiters.add(settle);
    });
  }

  settle(outcome: Exclude<MoveOutcome, 'late'>): void {
    for (const settle of [...this.#waiters]) settle(outcome);
  }
}
