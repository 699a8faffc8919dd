import type { Clock } from '../../clock.ts';

/** Sound that comes before the message that says whose it is waits this long, and this many packets of it. */
const MAX_HELD_MS = 500;
const MAX_HELD_PACKETS = 25;

/** How many unknown sources may have sound waiting. More at once is not a call but an attack. */
const MAX_SOURCES = 16;

interface Held<Item> {
  item: Item;
  atMs: number;
}

/**
 * Keeps the first packets of speakers that nobody has named yet: Discord's Speaking message may come after the sound, and
 * without this the first word of a person would be lost.
 */
export class EarlyAudio<Item> {
  readonly #clock: Clock;
  readonly #bySsrc = new Map<number, Held<Item>[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns how many packets had to go to make room: 0, or 1 when this one or an older one was dropped. */
  hold(ssrc: number, item: Item): number {
    this.#forgetStale();
    let queue = this.#bySsrc.get(ssrc);
    if (queue === undefined) {
      if (this.#bySsrc.size >= MAX_SOURCES) return 1;
      queue = [];
      this.#bySsrc.set(ssrc, queue);
    }
    queue.push({ item, atMs: this.#clock.nowMs() });
    if (queue.length <= MAX_HELD_PACKETS) return 0;
    queue.shift();
    return 1;
  }

  /** What waits for this source, oldest first; it waits no longer. */
  take(ssrc: number): Item[] {
    this.#forgetStale();
    const queue = this.#bySsrc.get(ssrc) ?? [];
    this.#bySsrc.delete(ssrc);
    return queue.map(({ item }) => item);
  }

  clear(): void {
    this.#bySsrc.clear();
  }

  #forgetStale(): void {
    const oldestMs = this.#clock.nowMs() - MAX_HELD_MS;
    for (const [ssrc, queue] of this.#bySsrc) {
      while (queue[0] !== undefined && queue[0].atMs < oldestMs) queue.shift();
      if (queue.length === 0) this.#bySsrc.delete(ssrc);
    }
  }
}
