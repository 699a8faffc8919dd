import { randomUUID } from 'node:crypto';
import type { CancelTimer, Clock } from '../clock.ts';

/** So long can minutes be posted after they were written. */
export const MINUTES_LIFE_MS = 60 * 60_000;

/** Of more the oldest are forgotten. */
export const MAX_KEPT_MINUTES = 50;

/** Minutes that one person was shown and may post. */
export interface Minutes {
  userId: string;
  /** The voice channel that they are about. */
  voiceChannelId: string;
  /** The messages they are shown in: safe to send, at least one. */
  pages: readonly string[];
}

interface Kept {
  minutes: Minutes;
  cancelExpiry: CancelTimer;
}

/** The minutes that may still be posted: in memory only, and not for long. */
export class MinutesBook {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps minutes, under a new id or again under one they had; answers the id. */
  keep(minutes: Minutes, id: string = randomUUID()): string {
    this.take(id);
    const cancelExpiry = this.#clock.after(MINUTES_LIFE_MS, () => this.#kept.delete(id));
    this.#kept.set(id, { minutes, cancelExpiry });
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > MAX_KEPT_MINUTES) this.take(oldest);
    return id;
  }

  /** `undefined`: they were posted, are forgotten, or are not this person's. */
  find(id: string, userId: string): Minutes | undefined {
    const minutes = this.#kept.get(id)?.minutes;
    return minutes?.userId === userId ? minutes : undefined;
  }

  /** Takes minutes out: true for the first who does. */
  take(id: string): boolean {
    this.#kept.get(id)?.cancelExpiry();
    return this.#kept.delete(id);
  }

  /** Forgets everything. */
  stop(): void {
    for (const id of [...this.#kept.keys()]) this.take(id);
  }
}
