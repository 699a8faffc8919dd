import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { HistoryEntry } from '../../realtime/historyEntry.ts';
import type { SettingsBook } from '../../store/settingsBook.ts';
import type { Store } from '../../store/store.ts';
import { type TranscriptLine, TranscriptStore } from '../../store/transcriptStore.ts';
import { KEPT_MS, MAX_LINES, type SpokenToday } from '../../tools/spokenToday.ts';
import type { ActiveConversation } from '../activeConversation.ts';
import type { ConsentGate } from '../consentGate.ts';
import { loggableError } from '../loggableError.ts';
import { WriteQueue } from '../writeQueue.ts';

const DAY_MS = 24 * 3_600_000;

/** What is over is deleted at the start, and this often. */
export const SWEEP_EVERY_MS = 3_600_000;

/** A sweep that failed is done again so soon. */
export const SWEEP_AGAIN_MS = 60_000;

/** What the keeper is made with. */
export interface TranscriptKeeperParts {
  store: Store;
  settings: SettingsBook;
  /** Who may be heard. */
  gate: ConsentGate;
  /** Where the model searches what was said today. */
  spoken: SpokenToday;
  clock: Clock;
  /** Wall-clock time. */
  now: () => Date;
  log: Logger;
}

/** For how long a conversation's words may be kept, as its people were told when it began. */
export interface KeepPromise {
  readonly guildId: string;
  readonly conversationId: string;
  /** 0: not at all. */
  readonly days: number;
}

/** Stores what is said in servers that want it kept, and deletes it on time. */
export class TranscriptKeeper {
  readonly #parts: TranscriptKeeperParts;
  readonly #lines: TranscriptStore;
  readonly #queue: WriteQueue;
  readonly #promises = new Map<string, KeepPromise>();
  #cancelTimer: CancelTimer | undefined;
  #stopped = false;

  constructor(parts: TranscriptKeeperParts) {
    this.#parts = parts;
    this.#lines = new TranscriptStore(parts.store);
    this.#queue = new WriteQueue(parts.log);
  }

  /** Deletes what is over, now and from now on; what was said today can be searched again. Resolves when that is done once. */
  async start(): Promise<void> {
    await this.#sweep();
    try {
      await this.#remember();
    } catch (error) {
      this.#parts.log.warn(
        { err: loggableError(error) },
        'what was said before the restart cannot be searched',
      );
    }
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    return this.#queue.settled();
  }

  /** Stores what is said in this conversation, for no longer than these days, of which its people are told. */
  follow({ guildId, conversationId, written, ended }: ActiveConversation, days: number): void {
    const promise: KeepPromise = { guildId, conversationId, days };
    this.#promises.set(conversationId, promise);
    void ended.then(() => this.#promises.delete(conversationId));
    if (days > 0) written.onSpoken((entry) => this.#spoken(entry, promise));
  }

  /** What its people were told; of a conversation that is over or not known, nothing. */
  promiseOf(conversationId: string): KeepPromise | undefined {
    return this.#promises.get(conversationId);
  }

  /** Stores something of a conversation when all before it is stored, if it may be kept at all: until when, epoch ms. */
  keep({ guildId, days }: KeepPromise, atMs: number, store: (keptUntilMs: number) => Promise<void>): void {
    if (days === 0) return;
    this.#queue.write(async () => {
      const { keepTranscriptDays } = await this.#parts.settings.settingsOf(guildId);
      const keptUntilMs = atMs + Math.min(days, keepTranscriptDays) * DAY_MS;
      if (keptUntilMs > this.#parts.now().getTime()) await store(keptUntilMs);
    });
  }

  /** How many lines of a server are gone at once when it keeps so many days. */
  linesBeyond(guildId: string, days: number): Promise<number> {
    return this.#lines.countBefore(guildId, this.#oldest(days));
  }

  /** The server keeps less from now on: deletes the rest at once. Answers how many lines that were. */
  lowered(guildId: string): Promise<number> {
    return this.#queue.inTurn(() => this.#purge(guildId));
  }

  /** Resolves when all that was said so far is stored. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  #spoken(entry: HistoryEntry, promise: KeepPromise): void {
    const spoken = lineOf(entry);
    if (spoken === undefined || spoken.text.trim() === '') return;
    const { guildId, conversationId } = promise;
    this.keep(promise, entry.atMs, async (keptUntilMs) => {
      if (spoken.userId !== null && !(await this.#mayBeHeard(guildId, spoken.userId))) return;
      await this.#lines.add({ ...spoken, guildId, conversationId, atMs: entry.atMs, keptUntilMs });
    });
  }

  /** They may have refused since they began to speak. */
  async #mayBeHeard(guildId: string, userId: string): Promise<boolean> {
    const person = { userId, displayName: '', bot: false };
    const { allowedIds } = await this.#parts.gate.judge(guildId, [person]);
    return allowedIds.includes(userId);
  }

  async #sweep(): Promise<void> {
    const { clock, log } = this.#parts;
    let waitMs = SWEEP_EVERY_MS;
    try {
      await this.#queue.inTurn(async () => {
        let lines = 0;
        for (const guildId of await this.#lines.guildIds()) lines += await this.#purge(guildId);
        if (lines > 0) log.info({ lines }, 'what was kept long enough is deleted');
      });
    } catch (error) {
      log.error({ err: loggableError(error) }, 'what was kept long enough could not be deleted yet');
      waitMs = SWEEP_AGAIN_MS;
    }
    if (!this.#stopped) this.#cancelTimer = clock.after(waitMs, () => void this.#sweep());
  }

  async #purge(guildId: string): Promise<number> {
    const { keepTranscriptDays } = await this.#parts.settings.settingsOf(guildId);
    const nowMs = this.#parts.now().getTime();
    return this.#lines.purge(guildId, this.#oldest(keepTranscriptDays), nowMs);
  }

  async #remember(): Promise<void> {
    const { spoken, now } = this.#parts;
    const sinceMs = now().getTime() - KEPT_MS;
    for (const guildId of await this.#lines.guildIds()) {
      const lines = await this.#lines.since(guildId, sinceMs, MAX_LINES);
      spoken.restore(
        guildId,
        lines.map(({ userId, name, text, atMs }) => ({ userId: userId ?? undefined, name, text, atMs })),
      );
    }
  }

  /** What was said before is not kept. Epoch ms; with no days to keep, nothing is. */
  #oldest(days: number): number {
    return days === 0 ? Number.MAX_SAFE_INTEGER : this.#parts.now().getTime() - days * DAY_MS;
  }
}

/** What of a conversation is kept: words whose speaker is known, who can have them deleted, and the bot's. */
function lineOf(entry: HistoryEntry): Pick<TranscriptLine, 'userId' | 'name' | 'text'> | undefined {
  if (entry.type === 'answered') return { userId: null, name: '', text: entry.text };
  if (entry.type !== 'said' || entry.userId === undefined) return undefined;
  return { userId: entry.userId, name: entry.name, text: entry.text };
}
