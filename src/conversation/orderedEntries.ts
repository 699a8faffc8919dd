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
  /** In which session it began. */
  session: number;
  settled: boolean;
  entry: HistoryEntry | undefined;
  stop: CancelTimer | undefined;
}

/** Tells things in the order in which they began, though they end in another one. What takes too long is told late, out of order. */
export class OrderedEntries {
  readonly #clock: Clock;
  readonly #epochMs: () => number;
  readonly #tell: (entry: HistoryEntry, ofPresentSession: boolean) => void;
  #places: Place[] = [];
  #session = 0;

  /**
   * @param epochMs the time of day, in ms since 1970
   * @param tell gets each thing, and whether it began in the session that there is now
   */
  constructor(
    clock: Clock,
    epochMs: () => number,
    tell: (entry: HistoryEntry, ofPresentSession: boolean) => void,
  ) {
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
    const place: Place = { session: this.#session, settled: false, entry: undefined, stop: undefined };
    if (patienceMs !== undefined) place.stop = this.#clock.after(patienceMs, () => this.#giveUp(place));
    this.#places.push(place);
    const [oldest] = this.#places;
    if (this.#places.length > MAX_OPEN && oldest !== undefined) this.#giveUp(oldest);
    return { atMs, settle: (entry) => this.#settle(place, entry) };
  }

  /** Another session has taken the place of the present one. */
  sessionChanged(): void {
    this.#session += 1;
  }

  /** Tells what is over, and waits for nothing any more. */
  flush(): void {
    const places = this.#places.splice(0);
    for (const place of places) {
      place.stop?.();
      this.#tellOf(place);
    }
  }

  #settle(place: Place, entry: HistoryEntry | undefined): void {
    if (place.settled) return;
    place.settled = true;
    place.entry = entry;
    place.stop?.();
    if (!this.#places.includes(place)) {
      this.#tellOf(place);
      return;
    }
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
      this.#tellOf(first);
    }
  }

  #tellOf({ entry, session }: Place): void {
    if (entry !== undefined) this.#tell(entry, session === this.#session);
  }
}
