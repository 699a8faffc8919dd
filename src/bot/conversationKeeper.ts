import type { EndReason } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import type { OpenConversationStore } from '../store/openConversationStore.ts';
import { WriteQueue } from './writeQueue.ts';

/** What a keeper is made with. */
export interface ConversationKeeperOptions {
  store: OpenConversationStore;
  /** Whoever runs the bot wants it back where it was. Otherwise nothing is stored. */
  enabled: boolean;
  /** Wall-clock time. */
  now: () => Date;
  log: Logger;
}

/** Where a conversation is, and whose. */
export interface ConversationPlace {
  guildId: string;
  channelId: string;
  textChannelId: string;
  /** Who began it, if anybody did. */
  startedByUserId: string | undefined;
}

/** The public message of a conversation. */
export interface MessagePlace {
  channelId: string;
  messageId: string;
}

/**
 * Stores what a restart must not lose, one write after the other. Nobody waits for it but whoever stops the bot, and a
 * write that fails costs no more than what it would have stored.
 */
export class ConversationKeeper {
  readonly #options: ConversationKeeperOptions;
  readonly #queue: WriteQueue;

  constructor(options: ConversationKeeperOptions) {
    this.#options = options;
    this.#queue = new WriteQueue(options.log);
  }

  get enabled(): boolean {
    return this.#options.enabled;
  }

  /**
   * A conversation begins, or (`returning`) goes on after a restart with what is stored of it.
   * @param comeBack the server wants the bot back after a restart
   */
  keep(place: ConversationPlace, comeBack: boolean, returning = false): KeptConversation {
    const kept = new KeptConversation(this, place);
    if (returning && comeBack) kept.resume();
    else kept.settingChanged(comeBack);
    return kept;
  }

  nowMs(): number {
    return this.#options.now().getTime();
  }

  /** Does this when all before it is done. */
  write(work: (store: OpenConversationStore) => Promise<void>): void {
    this.#queue.write(() => work(this.#options.store));
  }

  /** Resolves when all that was to be stored so far is. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }
}

/** What is stored of one conversation. */
export class KeptConversation {
  readonly #keeper: ConversationKeeper;
  readonly #startedAtMs: number;
  #place: ConversationPlace;
  #message: MessagePlace | undefined;
  #stored = false;

  constructor(keeper: ConversationKeeper, place: ConversationPlace) {
    this.#keeper = keeper;
    this.#place = place;
    this.#startedAtMs = keeper.nowMs();
  }

  /** It is stored already. */
  resume(): void {
    this.#stored = this.#keeper.enabled;
    const { channelId, textChannelId } = this.#place;
    this.#update({ channelId, textChannelId });
  }

  /** The server wants the bot back after a restart, or does not: then nothing of it stays stored. */
  settingChanged(comeBack: boolean): void {
    const stored = comeBack && this.#keeper.enabled;
    if (stored && this.#stored) return;
    this.#stored = stored;
    const { guildId } = this.#place;
    if (stored) {
      const row = {
        ...this.#place,
        startedByUserId: this.#place.startedByUserId ?? null,
        messageId: this.#message?.messageId ?? null,
        messageChannelId: this.#message?.channelId ?? null,
        startedAtMs: this.#startedAtMs,
        updatedAtMs: this.#keeper.nowMs(),
        returns: 0,
      };
      this.#keeper.write((store) => store.begin(row));
    } else this.#keeper.write((store) => store.forgetGuild(guildId));
  }

  spoken(entry: HistoryEntry): void {
    if (!this.#stored) return;
    const { guildId } = this.#place;
    const nowMs = this.#keeper.nowMs();
    this.#keeper.write((store) => store.add(guildId, entry, nowMs));
  }

  moved(channelId: string): void {
    this.#place = { ...this.#place, channelId };
    this.#update({ channelId });
  }

  /** Its public message is there. */
  posted(message: MessagePlace): void {
    this.#message = message;
    this.#update({ messageId: message.messageId, messageChannelId: message.channelId });
  }

  /**
   * It is over. What a restart ends stays stored, for the bot to go on with it: true. Anything else is forgotten.
   */
  ended(reason: EndReason): boolean {
    if (!this.#stored) return false;
    const { guildId } = this.#place;
    if (reason === 'shutdown') {
      this.#update({});
      return true;
    }
    this.#keeper.write((store) => store.forgetGuild(guildId));
    this.#stored = false;
    return false;
  }

  #update(change: Parameters<OpenConversationStore['update']>[1]): void {
    if (!this.#stored) return;
    const { guildId } = this.#place;
    const updatedAtMs = this.#keeper.nowMs();
    this.#keeper.write((store) => store.update(guildId, { ...change, updatedAtMs }));
  }
}
