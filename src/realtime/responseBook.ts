/** Responses remembered; the oldest is forgotten. What is discarded was asked for a moment ago. */
export const MAX_RESPONSES = 64;
/** Output items remembered of each; a response has one or two, rarely more. */
export const MAX_ITEMS = 128;

interface Entry {
  readonly itemIds: Set<string>;
  created: boolean;
  discarded: boolean;
  /** The server is done with it: its items can be deleted. */
  ended: boolean;
  /** Its end was told to the owner. */
  told: boolean;
}

/**
 * The responses of a session and the items they added to the conversation, so that those of a discarded one can be taken
 * out again. An item is deleted when its response has ended: while it is being made the server may refuse that.
 */
export class ResponseBook {
  readonly #entries = new Map<string, Entry>();
  readonly #deleteItem: (itemId: string) => void;

  constructor(deleteItem: (itemId: string) => void) {
    this.#deleteItem = deleteItem;
  }

  knows(responseId: string): boolean {
    return this.#entries.has(responseId);
  }

  isDiscarded(responseId: string): boolean {
    return this.#entries.get(responseId)?.discarded === true;
  }

  /** Has it added no item that we know of? */
  isEmpty(responseId: string): boolean {
    return (this.#entries.get(responseId)?.itemIds.size ?? 0) === 0;
  }

  /**
   * `response.created`. There is one response at a time, so the older ones have ended.
   * @param discarded It was discarded before it had a name.
   * @returns Is that news? Not, if it was told before or has ended already.
   */
  created(responseId: string, discarded: boolean): boolean {
    const known = this.#entries.get(responseId);
    if (known?.created || known?.ended) return false;
    for (const entry of this.#entries.values()) {
      if (entry !== known) this.#end(entry);
    }
    const entry = this.#entry(responseId);
    entry.created = true;
    entry.discarded ||= discarded;
    return true;
  }

  /** The response has this output item. May be told as often as it is seen. */
  added(responseId: string, itemId: string): void {
    const entry = this.#entry(responseId);
    if (entry.itemIds.has(itemId) || entry.itemIds.size >= MAX_ITEMS) return;
    entry.itemIds.add(itemId);
    if (entry.discarded && entry.ended) this.#deleteItem(itemId);
  }

  /** @returns Its items, or `undefined` if there was no such response in this session. */
  discard(responseId: string): ReadonlySet<string> | undefined {
    const entry = this.#entries.get(responseId);
    if (entry === undefined) return undefined;
    if (!entry.discarded) {
      entry.discarded = true;
      if (entry.ended) this.#deleteItems(entry);
    }
    return entry.itemIds;
  }

  /**
   * It has ended, and is about to be told so.
   * @returns Is that still news?
   */
  ended(responseId: string): boolean {
    const entry = this.#entry(responseId);
    this.#end(entry);
    const news = !entry.told;
    entry.told = true;
    return news;
  }

  /** A new session knows none of the old one's responses. */
  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }

  #end(entry: Entry): void {
    if (entry.ended) return;
    entry.ended = true;
    if (entry.discarded) this.#deleteItems(entry);
  }

  #deleteItems(entry: Entry): void {
    for (const itemId of entry.itemIds) this.#deleteItem(itemId);
  }

  #entry(responseId: string): Entry {
    const known = this.#entries.get(responseId);
    if (known !== undefined) return known;
    if (this.#entries.size >= MAX_RESPONSES) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    const entry = { itemIds: new Set<string>(), created: false, discarded: false, ended: false, told: false };
    this.#entries.set(responseId, entry);
    return entry;
  }
}
