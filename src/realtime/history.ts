import { clipEntry } from './clipEntry.ts';
import type { Counters } from './counters.ts';
import type { HistoryEntry } from './historyEntry.ts';

/** So much of a conversation is remembered word by word. */
export const MAX_HISTORY_ENTRIES = 100;
export const MAX_HISTORY_CHARS = 24_000;
/** As full as this, its older half is worth a summary. */
const NEARLY_FULL = 0.8;

/** What a session that follows is told of the conversation: bounded, the oldest is forgotten first (and counted). */
export class History {
  readonly #counters: Pick<Counters, 'count'>;
  #entries: HistoryEntry[] = [];
  #chars = 0;

  constructor(counters: Pick<Counters, 'count'>) {
    this.#counters = counters;
  }

  /** Oldest first. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }

  get chars(): number {
    return this.#chars;
  }

  /** Will something be forgotten soon? */
  get isNearlyFull(): boolean {
    return (
      this.#entries.length >= MAX_HISTORY_ENTRIES * NEARLY_FULL ||
      this.#chars >= MAX_HISTORY_CHARS * NEARLY_FULL
    );
  }

  /** Its place is by when it began: what ends late may have begun before what is here already. */
  add(entry: HistoryEntry): void {
    const kept = clipEntry(entry);
    const after = this.#entries.findLastIndex(({ atMs }) => atMs <= kept.atMs);
    this.#entries.splice(after + 1, 0, kept);
    this.#chars += charsOf(kept);
    while (this.#entries.length > MAX_HISTORY_ENTRIES || this.#chars > MAX_HISTORY_CHARS)
      this.#forgetOldest();
  }

  /** The older half: what a summary is to take the place of. */
  get olderHalf(): readonly HistoryEntry[] {
    return this.#entries.slice(0, Math.floor(this.#entries.length / 2));
  }

  /** Puts a summary in the place of these entries, as far as they are still here. */
  replace(old: readonly HistoryEntry[], summary: string): void {
    const atMs = old[0]?.atMs;
    if (atMs === undefined) return;
    const gone = new Set(old);
    this.#entries = this.#entries.filter((entry) => !gone.has(entry));
    this.#chars = this.#entries.reduce((chars, entry) => chars + charsOf(entry), 0);
    this.add({ type: 'note', atMs, text: summary });
  }

  #forgetOldest(): void {
    const oldest = this.#entries.shift();
    if (oldest === undefined) return;
    this.#chars -= charsOf(oldest);
    this.#counters.count('historyForgotten');
  }
}

function charsOf(entry: HistoryEntry): number {
  return entry.type === 'toolCalled'
    ? entry.name.length + entry.argumentsJson.length + entry.output.length
    : entry.text.length;
}
