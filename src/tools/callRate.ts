import type { Clock } from '../clock.ts';

const WINDOW_MS = 60_000;

/** Beyond so many pairs of tool and person the oldest is forgotten; a busy evening has a hundred. */
const MAX_PAIRS = 2000;

/** How often each person has had each tool called in the last minute. */
export class CallRate {
  readonly #clock: Clock;
  readonly #times = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a call in the names of these people; false, and not counted, when one of them has had enough. */
  take(tool: string, userIds: readonly string[], callsPerMinute: number): boolean {
    const keys = (userIds.length > 0 ? userIds : ['']).map((userId) => `${tool} ${userId}`);
    const nowMs = this.#clock.nowMs();
    const recent = keys.map((key) => (this.#times.get(key) ?? []).filter((atMs) => nowMs - atMs < WINDOW_MS));
    if (recent.some((times) => times.length >= callsPerMinute)) return false;
    for (const [index, key] of keys.entries()) {
      this.#times.delete(key);
      this.#times.set(key, [...(recent[index] ?? []), nowMs]);
    }
    while (this.#times.size > MAX_PAIRS) {
      const [oldest] = this.#times.keys();
      if (oldest === undefined) break;
      this.#times.delete(oldest);
    }
    return true;
  }
}
