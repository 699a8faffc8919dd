import type { CancelTimer, Clock } from '../clock.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';

/** More than this at once is a server gone wrong: the oldest is not waited for any longer. */
const MAX_OPEN = 64;

/** A place in the order of what happened, for something that is not over yet. */
export interface OpenPlace {
  readonly atMs: number;
  /** It is over; `undefined`: there is nothing to tell of it. Again: nothing changes. */
  settle(entry: HistoryEntry | undefined): void;
}

interface Place {
  settled: boolean;
  entry: HistoryEntry | undefined;
  stop: CancelTimer | undefined;
}

/** Tells things in the order in which they began, though they end in another one. What takes too long is told late, out of order. */
export class OrderedEntries {
  readonly #clock: Clock;
  readonly #epochMs: () => number;
  readonly #tell: (entry: HistoryEntry) => void;
  #places: Place[] = [];

  /** @param epochMs the time of day, in ms since 1970 */
  constructor(clock: Clock, epochMs: () => number, tell: (entry: HistoryEntry) => void) {
    this.#clock = clock;
    this.#epochMs = epochMs;
    this.#tell = tell;
  }

  /**
   * Something begins.
   * @param patienceMs What began later waits so long for it, and no longer; `undefined`: until it is over.
   */
  begin(patienceMs?: number): OpenPlace {
    const atMs = this.#epochMs();
    const place: Place = { settled: false, entry: undefined, stop: undefined };
    if (patienceMs !== undefined) place.stop = this.#clock.after(patienceMs, () => this.#giveUp(place));
    this.#places.push(place);
    const [oldest] = this.#places;
    if (this.#places.length > MAX_OPEN && oldest !== undefined) this.#giveUp(oldest);
    return { atMs, settle: (entry) => this.#settle(place, entry) };
  }

  /** Tells what is over, and waits for nothing any more. */
  flush(): void {
    const places = this.#places.splice(0);
    for (const place of places) {
      place.stop?.();
      if (place.entry !== undefined) this.#tell(place.entry);
    }
  }

  #settle(place: Place, entry: HistoryEntry | undefined): void {
    if (place.settled) return;
    place.settled = true;
    place.stop?.();
    if (!this.#places.includes(place)) {
      if (entry !== undefined) this.#tell(entry);
      return;
    }
    place.entry = entry;
    this.#tellSettled();
  }

  #giveUp(place: Place): void {
    place.stop?.();
    this.#places = this.#places.filter((other) => other !== place);
    this.#tellSettled();
  }

  #tellSettled(): void {
    for (let first = this.#places[0]; first?.settled === true; first = this.#places[0]) {
      this.#places.shift();
      if (first.entry !== undefined) this.#tell(first.entry);
    }
  }
}
