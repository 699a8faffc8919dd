import type { Logger } from '../../observe/logger.ts';
import type { PageLine, StoredPage, TranscriptPageStore } from '../../store/transcriptPageStore.ts';
import { KEPT_MS } from '../../tools/spokenToday.ts';
import { loggableError } from '../loggableError.ts';
import type { DiscordTranscriptPlace } from './discordTranscriptPlace.ts';
import { pageContent } from './pageContent.ts';
import type { TranscriptKeeper } from './transcriptKeeper.ts';

/** Messages that are known without being stored; of more the oldest are forgotten. */
export const MAX_PAGES = 1000;

/** Discord takes about one change a second; what is more than that is left to people. */
export const MAX_CHANGED = 100;

/** A message of the bot that holds lines of a transcript. */
export type WrittenPage = Omit<StoredPage, 'keptUntilMs'>;

/** What became of somebody's lines on Discord. */
export interface Removal {
  /** So many messages do not hold them any more. */
  changed: number;
  /** These still do. */
  unreached: WrittenPage[];
}

/** What it is made with. */
export interface TranscriptPagesParts {
  store: TranscriptPageStore;
  keeper: TranscriptKeeper;
  placeOf: (channelId: string) => Pick<DiscordTranscriptPlace, 'edit' | 'wake'>;
  /** Wall-clock time. */
  now: () => Date;
  log: Logger;
}

/**
 * Which messages of the bot hold whose words: of the last day in memory, and in the store for as long as their server keeps what
 * was said. So a person's lines can be taken out of them.
 */
export class TranscriptPages {
  readonly #parts: TranscriptPagesParts;
  /** Oldest first. */
  readonly #known = new Map<string, WrittenPage>();

  constructor(parts: TranscriptPagesParts) {
    this.#parts = parts;
  }

  /** To be told of the messages that a conversation's transcript has in this channel. */
  recorder(
    { guildId, conversationId }: { guildId: string; conversationId: string },
    channelId: string,
  ): (messageId: string, lines: readonly PageLine[]) => void {
    const { keeper, store } = this.#parts;
    const promise = keeper.promiseOf(conversationId);
    return (messageId, lines) => {
      const atMs = this.#known.get(messageId)?.atMs ?? this.#nowMs();
      const page = { messageId, guildId, channelId, atMs, lines: [...lines] };
      this.#know(page);
      if (promise === undefined) return;
      keeper.keep(promise, atMs, (keptUntilMs) => store.put({ ...page, keptUntilMs }));
    };
  }

  /** The messages that hold something of a person, newest first. */
  async of(userId: string): Promise<WrittenPage[]> {
    this.#forgetOld();
    const stored = await this.#parts.store.ofPerson(userId);
    const unknown = stored.filter(({ messageId }) => !this.#known.has(messageId));
    return [...this.#known.values(), ...unknown]
      .filter(({ lines }) => lines.some((line) => line.userIds.includes(userId)))
      .sort((one, other) => other.atMs - one.atMs);
  }

  /** Takes a person's lines out of these messages, and out of what is stored of them. Never rejects. */
  async remove(userId: string, pages: readonly WrittenPage[]): Promise<Removal> {
    const unreached = pages.slice(MAX_CHANGED);
    let changed = 0;
    for (const page of pages.slice(0, MAX_CHANGED)) {
      const lines = page.lines.filter((line) => !line.userIds.includes(userId));
      if (!(await this.#rewritten(page, pageContent(lines)))) {
        unreached.push(page);
        continue;
      }
      changed += 1;
      if (this.#known.has(page.messageId)) this.#known.set(page.messageId, { ...page, lines });
    }
    return { changed, unreached };
  }

  /** True as well where there is no such message any more. */
  async #rewritten({ channelId, messageId }: WrittenPage, content: string): Promise<boolean> {
    const place = this.#parts.placeOf(channelId);
    try {
      let outcome = await place.edit(messageId, content);
      if (outcome.type === 'stale' && outcome.why === 'asleep') {
        await place.wake();
        outcome = await place.edit(messageId, content);
      }
      if (outcome.type === 'stale' || outcome.type === 'refused') return outcome.why === 'gone';
      return true;
    } catch (error) {
      const err = loggableError(error);
      this.#parts.log.warn({ err, messageId }, 'a line could not be taken out of a transcript');
      return false;
    }
  }

  #know(page: WrittenPage): void {
    this.#known.set(page.messageId, page);
    this.#forgetOld();
  }

  #forgetOld(): void {
    const oldestMs = this.#nowMs() - KEPT_MS;
    for (const [messageId, { atMs }] of this.#known) {
      if (this.#known.size <= MAX_PAGES && atMs > oldestMs) break;
      this.#known.delete(messageId);
    }
  }

  #nowMs(): number {
    return this.#parts.now().getTime();
  }
}
