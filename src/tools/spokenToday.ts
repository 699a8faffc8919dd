import type { HistoryEntry } from '../realtime/historyEntry.ts';
import { clipText } from './clipText.ts';
import { wordsMatch } from './wordsMatch.ts';

/** "Today" for people who talk past midnight. */
export const KEPT_MS = 24 * 3_600_000;

/** A day of busy talk; the oldest is forgotten. */
export const MAX_LINES = 3000;

/** A long speech; what follows is not found. */
const MAX_LINE_CHARACTERS = 1000;

/** Servers that are kept; the one where nobody spoke for longest is forgotten. */
const MAX_GUILDS = 200;

/** Something that was said, by a person or by the bot. Untrusted text. */
export interface SpokenLine {
  /** `undefined`: not known, or the bot. */
  userId: string | undefined;
  name: string;
  text: string;
  /** Epoch ms. */
  atMs: number;
}

/** What the bot is called in what it searches: it is the one who reads it. */
const BOT_NAME = 'you';

/** What was said in each server within a day. In memory alone; what a server keeps for longer is restored at the start. */
export class SpokenToday {
  readonly #lines = new Map<string, SpokenLine[]>();

  /** Keeps what was said; everything else of a conversation is not for searching. */
  record(guildId: string, entry: HistoryEntry): void {
    const line = lineOf(entry);
    if (line === undefined || line.text === '') return;
    this.#keep(guildId, [...this.#recent(guildId, entry.atMs), line]);
  }

  /** What was said before the start, oldest first; lines of nobody are the bot's. */
  restore(guildId: string, lines: readonly SpokenLine[]): void {
    const named = lines.map((line) => (line.userId === undefined ? { ...line, name: BOT_NAME } : line));
    this.#keep(guildId, [...named, ...(this.#lines.get(guildId) ?? [])]);
  }

  /** The lines with all of these words, oldest first. */
  find(guildId: string, words: string, nowMs: number): SpokenLine[] {
    return this.#recent(guildId, nowMs).filter(({ text, name }) => wordsMatch(words, `${name} ${text}`));
  }

  /** Forgets what a person said, in this server or everywhere. */
  forgetPerson(userId: string, inGuildId?: string): void {
    for (const [guildId, lines] of this.#lines) {
      if (inGuildId !== undefined && guildId !== inGuildId) continue;
      this.#lines.set(
        guildId,
        lines.filter((line) => line.userId !== userId),
      );
    }
  }

  /** What a person said that is kept, in every server, oldest first. */
  ofPerson(userId: string): { server: string; text: string; at: string }[] {
    return [...this.#lines]
      .flatMap(([server, lines]) => lines.map((line) => ({ server, ...line })))
      .filter((line) => line.userId === userId)
      .map(({ server, text, atMs }) => ({ server, text, at: new Date(atMs).toISOString() }));
  }

  #keep(guildId: string, lines: readonly SpokenLine[]): void {
    this.#lines.delete(guildId);
    this.#lines.set(guildId, lines.slice(-MAX_LINES));
    const [quietest] = this.#lines.keys();
    if (this.#lines.size > MAX_GUILDS && quietest !== undefined) this.#lines.delete(quietest);
  }

  #recent(guildId: string, nowMs: number): SpokenLine[] {
    return (this.#lines.get(guildId) ?? []).filter(({ atMs }) => nowMs - atMs < KEPT_MS);
  }
}

function lineOf(entry: HistoryEntry): SpokenLine | undefined {
  const { atMs } = entry;
  if (entry.type !== 'said' && entry.type !== 'answered') return undefined;
  const text = clipText(entry.text, MAX_LINE_CHARACTERS);
  if (entry.type === 'answered') return { userId: undefined, name: BOT_NAME, text, atMs };
  // Nobody could have words deleted of which it is not known who said them.
  if (entry.userId !== undefined) return { userId: entry.userId, name: entry.name, text, atMs };
  return undefined;
}
