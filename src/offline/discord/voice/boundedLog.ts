/** A list that keeps its newest entries and counts the ones it let go. */
export class BoundedLog<Entry> {
  readonly #limit: number;
  #entries: Entry[] = [];
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    // Cut in one go when a quarter too many have gathered: one by one would move the whole list each time.
    if (this.#entries.length > this.#limit * 1.25) {
      const surplus = this.#entries.length - this.#limit;
      this.#entries = this.#entries.slice(surplus);
      this.#dropped += surplus;
    }
  }

  clear(): void {
    this.#entries = [];
  }
}
