import type { CancelTimer, Clock } from '../clock.ts';
import type { Use } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { LedgerStore, TalkRow, UsageRow } from '../store/ledgerStore.ts';
import { type Shareable, shareUsage } from './shareUsage.ts';
import { dayOf } from './utcDays.ts';

/** What has come together for so long is written in one go: the disk is waited for seldom. */
const WRITE_AFTER_MS = 1000;
const RETRY_MS = 5000;
/** Where the store has failed for long, so many sums wait for it; more are lost, and that is told. */
const MAX_PENDING = 10_000;

/** Which conversation something belongs to. */
export interface LedgerPlace {
  guildId: string;
  conversationId: string;
}

interface LedgerOptions {
  store: LedgerStore;
  clock: Clock;
  /** Wall-clock time. */
  now: () => Date;
  log: Logger;
}

/** Takes down what was billed and how long was talked. Nobody waits for it but who asks {@link flush}. */
export class Ledger {
  readonly #options: LedgerOptions;
  #usage = new Map<string, UsageRow>();
  #talks = new Map<string, TalkRow>();
  #cancelTimer: CancelTimer | undefined;
  #writing: Promise<boolean> = Promise.resolve(true);
  #lost = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Something was billed: it is shared evenly by those whom it was for. */
  billed({ guildId, conversationId }: LedgerPlace, { model, kind, usage, durationMs, userIds }: Use): void {
    const day = this.today;
    for (const { userId, share } of shareUsage({ ...usage, durationMs }, userIds)) {
      this.#addUsage({ day, guildId, conversationId, userId, model, kind, ...share });
    }
    this.#writeLater(WRITE_AFTER_MS);
  }

  /** The conversation has gone on for so long, and these people were part of it. */
  talked({ guildId, conversationId }: LedgerPlace, userIds: readonly string[], talkedMs: number): void {
    const day = this.today;
    for (const userId of ['', ...userIds]) this.#addTalk({ day, guildId, conversationId, userId, talkedMs });
    this.#writeLater(WRITE_AFTER_MS);
  }

  /** Writes down everything so far; resolves when it is kept. False: it could not be, and is tried again later. */
  flush(): Promise<boolean> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes down the rest and ends. */
  async stop(): Promise<void> {
    await this.flush();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  async #write(): Promise<boolean> {
    const [usage, talks] = [[...this.#usage.values()], [...this.#talks.values()]];
    if (usage.length + talks.length === 0) return true;
    this.#usage = new Map();
    this.#talks = new Map();
    try {
      await this.#options.store.add(usage, talks);
      return true;
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown.message : 'unknown reason';
      for (const row of usage) this.#addUsage(row);
      for (const row of talks) this.#addTalk(row);
      this.#options.log.warn({ cause, lost: this.#lost }, 'what was billed could not be written down yet');
      this.#writeLater(RETRY_MS);
      return false;
    }
  }

  #addUsage(row: UsageRow): void {
    const { day, guildId, conversationId, userId, model, kind } = row;
    const key = JSON.stringify([day, guildId, conversationId, userId, model, kind]);
    const before = this.#usage.get(key);
    if (before === undefined && this.#usage.size >= MAX_PENDING) this.#lost += 1;
    else this.#usage.set(key, before === undefined ? row : { ...row, ...added(before, row) });
  }

  #addTalk(row: TalkRow): void {
    const key = JSON.stringify([row.day, row.guildId, row.conversationId, row.userId]);
    const before = this.#talks.get(key);
    if (before === undefined && this.#talks.size >= MAX_PENDING) this.#lost += 1;
    else this.#talks.set(key, { ...row, talkedMs: row.talkedMs + (before?.talkedMs ?? 0) });
  }

  #writeLater(afterMs: number): void {
    this.#cancelTimer ??= this.#options.clock.after(afterMs, () => void this.flush());
  }

  /** Whole days since 1970, UTC. */
  get today(): number {
    return dayOf(this.#options.now().getTime());
  }
}

function added(left: Shareable, right: Shareable): Shareable {
  return {
    inputTextTokens: left.inputTextTokens + right.inputTextTokens,
    inputAudioTokens: left.inputAudioTokens + right.inputAudioTokens,
    cachedTextTokens: left.cachedTextTokens + right.cachedTextTokens,
    cachedAudioTokens: left.cachedAudioTokens + right.cachedAudioTokens,
    outputTextTokens: left.outputTextTokens + right.outputTextTokens,
    outputAudioTokens: left.outputAudioTokens + right.outputAudioTokens,
    durationMs: left.durationMs + right.durationMs,
  };
}
