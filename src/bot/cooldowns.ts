import type { Clock } from '../clock.ts';

/** How often a person may use a command: so many times within so long. */
export interface Cooldown {
  uses: number;
  withinMs: number;
}

/** Enough for whoever corrects a slip, too little for whoever keeps a key pressed. */
export const USUAL_COOLDOWN: Cooldown = { uses: 5, withinMs: 15_000 };

/** For what costs money, time or attention: a picture drawn, minutes written, a text spoken. */
export const DEAR_COOLDOWN: Cooldown = { uses: 3, withinMs: 15_000 };

/** So many people and commands are kept in mind; of more, those that were used longest ago are forgotten. */
export const MAX_KEPT = 5000;

/** Counts how often people use commands. */
export class Cooldowns {
  readonly #clock: Clock;
  /** When each was used of late, oldest first; the key used last is last. */
  readonly #used = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A person wants to use a command. Answers how long they have to wait first, in ms; 0: not at all, and this use is counted.
   * A refused use is not counted, so that waiting always helps.
   */
  use(userId: string, command: string, { uses, withinMs }: Cooldown): number {
    const nowMs = this.#clock.nowMs();
    const key = `${userId} ${command}`;
    const recent = (this.#used.get(key) ?? []).filter((usedMs) => nowMs - usedMs < withinMs);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= uses) return oldest + withinMs - nowMs;
    this.#used.delete(key);
    this.#used.set(key, [...recent, nowMs]);
    const [longestAgo] = this.#used.keys();
    if (this.#used.size > MAX_KEPT && longestAgo !== undefined) this.#used.delete(longestAgo);
    return 0;
  }
}
