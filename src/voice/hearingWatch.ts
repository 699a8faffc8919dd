import type { Clock } from '../clock.ts';
import { UNHEARD_FRAMES, UNHEARD_MS, UNHEARD_SIGNS } from './sessionTimings.ts';

/** What Discord says of one person, and nothing was understood of it. */
interface Unheard {
  /** Frames that did not decrypt since {@link failingSinceMs}. */
  frames: number;
  failingSinceMs: number;
  /** Times that they were announced as speaking, since anything of anybody arrived. */
  signs: number;
  lastSignMs: number;
}

/** More people than this do not speak in one channel at once. */
const MAX_PEOPLE = 64;

/**
 * Notices that somebody speaks, by Discord's signs, and is not heard: their frames arrive and do not decrypt, or nothing
 * arrives at all.
 */
export class HearingWatch {
  readonly #clock: Clock;
  readonly #unheard = new Map<string, Unheard>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Discord announced this person as speaking. */
  announced(userId: string): void {
    const unheard = this.#of(userId);
    if (unheard === undefined) return;
    unheard.signs += 1;
    unheard.lastSignMs = this.#clock.nowMs();
  }

  /** A datagram of somebody came through, whatever can be made of it. */
  arrived(): void {
    for (const unheard of this.#unheard.values()) unheard.signs = 0;
  }

  /** A frame of this person did not decrypt. */
  failed(userId: string): void {
    const unheard = this.#of(userId);
    if (unheard === undefined) return;
    if (unheard.frames === 0) unheard.failingSinceMs = this.#clock.nowMs();
    unheard.frames += 1;
  }

  /** Sound of this person was understood, or they are gone. */
  settled(userId: string): void {
    this.#unheard.delete(userId);
  }

  forget(): void {
    this.#unheard.clear();
  }

  /** Is there somebody who has been speaking in vain for too long? */
  get isDeaf(): boolean {
    const nowMs = this.#clock.nowMs();
    for (const { frames, failingSinceMs, signs, lastSignMs } of this.#unheard.values()) {
      if (frames >= UNHEARD_FRAMES && nowMs - failingSinceMs >= UNHEARD_MS) return true;
      if (signs >= UNHEARD_SIGNS && nowMs - lastSignMs >= UNHEARD_MS) return true;
    }
    return false;
  }

  #of(userId: string): Unheard | undefined {
    const known = this.#unheard.get(userId);
    if (known !== undefined || this.#unheard.size >= MAX_PEOPLE) return known;
    const unheard = { frames: 0, failingSinceMs: 0, signs: 0, lastSignMs: 0 };
    this.#unheard.set(userId, unheard);
    return unheard;
  }
}
