import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type {
  ConversationHost,
  ConversationSettings,
  EndReason,
  GatewayChange,
  ToGatewayHalf,
} from '../host/messages.ts';
import type { Ledger } from '../money/ledger.ts';
import type { Logger } from '../observe/logger.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import type { ServerSettings } from '../store/serverSettings.ts';
import type { SettingsBook } from '../store/settingsBook.ts';
import type { ToolServices } from '../tools/toolCalls.ts';
import { ActiveConversation } from './activeConversation.ts';
import type { ConsentGate } from './consentGate.ts';
import type { ConversationKeeper } from './conversationKeeper.ts';
import { conversationSettings, endingLimits } from './conversationSettings.ts';
import type { GuildActions } from './guildActions.ts';
import type { GuildGateway } from './guildGateway.ts';
import type { SpendingParts } from './limits/conversationBudget.ts';
import type { TranscriptKeeper } from './transcript/transcriptKeeper.ts';

/** What the directory is made with. */
export interface ConversationDirectoryOptions {
  host: ConversationHost;
  gateway: GuildGateway;
  actions: GuildActions;
  gate: ConsentGate;
  settingsBook: SettingsBook;
  tools: ToolServices;
  ledger: Ledger;
  spending: SpendingParts;
  config: Pick<Config, 'model' | 'turnMode' | 'turns' | 'endings' | 'maxConversations'>;
  keeper: ConversationKeeper;
  /** Keeps what was said for longer, where a server wants that. */
  transcripts: Pick<TranscriptKeeper, 'follow'>;
  clock: Clock;
  now: () => Date;
  log: Logger;
}

/** Where a conversation is to begin, and how. */
export interface NewConversation {
  guildId: string;
  channelId: string;
  /** Who asked for it; left out: nobody who is known. */
  startedByUserId?: string | undefined;
  /** Where tools write; left out: the voice channel's own chat. */
  textChannelId?: string;
  settings: ServerSettings;
  /** What was said in it before a restart, oldest first; left out: it is a new one. */
  history?: HistoryEntry[];
}

/** Which guild is in which conversation: opens them, finds them, and passes on what the voice half tells. One a guild. */
export class ConversationDirectory {
  readonly #options: ConversationDirectoryOptions;
  readonly #byGuild = new Map<string, ActiveConversation>();
  readonly #byId = new Map<string, ActiveConversation>();
  #stopping = false;

  constructor(options: ConversationDirectoryOptions) {
    this.#options = options;
    options.host.onMessage((message) => this.#receive(message));
  }

  /** The guild's conversation, one that is just ending included. */
  ofGuild(guildId: string): ActiveConversation | undefined {
    return this.#byGuild.get(guildId);
  }

  withId(conversationId: string): ActiveConversation | undefined {
    return this.#byId.get(conversationId);
  }

  /** No conversation is begun any more. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /**
   * As many conversations run as may, those just ending included. Asked where people begin one: what a restart had
   * interrupted was let in before.
   */
  get full(): boolean {
    const { maxConversations } = this.#options.config;
    return maxConversations !== undefined && this.#byGuild.size >= maxConversations;
  }

  /**
   * Begins a conversation.
   * @throws Error when the guild has one (ask {@link ofGuild} in the same breath), or when stopping.
   */
  open({ guildId, channelId, settings, history, ...rest }: NewConversation): ActiveConversation {
    if (this.#stopping) throw new Error('no conversation is opened while stopping');
    if (this.#byGuild.has(guildId)) throw new Error('the guild has a conversation');
    const { host, config, gateway, keeper, transcripts, ...parts } = this.#options;
    const textChannelId = rest.textChannelId ?? channelId;
    const { startedByUserId } = rest;
    const place = { guildId, channelId, textChannelId, startedByUserId };
    const conversationId = randomUUID();
    const conversation = new ActiveConversation({
      ...parts,
      gateway,
      textChannelId,
      history: history ?? [],
      kept: keeper.keep(place, settings.comeBack, history !== undefined),
      language: settings.language,
      limits: endingLimits(config.endings, settings),
      conversationId,
      startedByUserId,
      settings: this.#settingsFor(guildId, channelId, settings),
      send: (message) => host.send(message),
      onEnded: () => {
        this.#byGuild.delete(guildId);
        this.#byId.delete(conversationId);
      },
    });
    // Known before the voice half is: in one thread it may answer before `open` returns.
    this.#byGuild.set(guildId, conversation);
    this.#byId.set(conversationId, conversation);
    transcripts.follow(conversation, settings.keepTranscriptDays);
    conversation.open();
    return conversation;
  }

  /** The guild's settings were changed: its conversation takes over what it can. */
  settingsChanged(guildId: string, settings: ServerSettings): void {
    const conversation = this.#byGuild.get(guildId);
    if (conversation?.closing === false) conversation.kept.settingChanged(settings.comeBack);
    conversation?.settingsChanged(this.#settingsFor(guildId, conversation.channelId, settings));
  }

  /** Somebody has decided otherwise about being heard. Resolves when that has taken effect everywhere. */
  async consentChanged(): Promise<void> {
    await Promise.all([...this.#byGuild.values()].map((conversation) => conversation.consent.changed()));
  }

  /** With the tools that are switched on in the guild. */
  #settingsFor(guildId: string, channelId: string, settings: ServerSettings): ConversationSettings {
    const { config, gateway, tools } = this.#options;
    const { botUserId } = gateway;
    const off = tools.switches.offIn(guildId);
    const native = tools.native.offer(off);
    return conversationSettings(config, settings, {
      guildId,
      channelId,
      botUserId,
      tools: tools.registry.definitions(new Set([...off, ...native.names])),
      remoteMcp: native.servers,
    });
  }

  /** Somebody in the guild joined, left, moved or was renamed. */
  peopleChanged(guildId: string): void {
    this.#byGuild.get(guildId)?.refreshPeople();
  }

  /** A channel is gone: so is the conversation in it. */
  channelDeleted(guildId: string, channelId: string): void {
    const conversation = this.#byGuild.get(guildId);
    if (conversation?.channelId === channelId) void conversation.close('channelDeleted');
  }

  /** The bot was removed from the guild, or the guild is gone. */
  guildRemoved(guildId: string): void {
    void this.#byGuild.get(guildId)?.close('kicked');
  }

  /** What became of the gateway where the guild is concerned. */
  gatewayChanged(guildId: string, change: GatewayChange): void {
    this.#byGuild.get(guildId)?.gatewayChanged(change);
  }

  /** Discord's gateway is closed for good where the guild is concerned: nothing more will be heard of it. */
  gatewayLost(guildId: string): void {
    void this.#byGuild.get(guildId)?.close('voiceFailed');
  }

  /** Ends every conversation; resolves when all are over. */
  async stop(reason: EndReason): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#byGuild.values()].map((conversation) => conversation.close(reason)));
  }

  #receive(message: ToGatewayHalf): void {
    const conversation = this.#byId.get(message.conversationId);
    if (conversation !== undefined && message.type === 'used') {
      this.#options.ledger.billed(conversation, message.use);
      conversation.spent();
    } else if (conversation !== undefined) conversation.receive(message);
    // What was given up on may still be talking.
    else this.#options.log.debug({ type: message.type }, 'a message of an unknown conversation was dropped');
  }
}
