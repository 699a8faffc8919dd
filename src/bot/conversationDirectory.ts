import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { ConversationHost, EndReason, GatewayChange, ToGatewayHalf } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { ModelSettings } from '../realtime/modelSettings.ts';
import type { ToolServices } from '../tools/toolCalls.ts';
import { DATA_NOTE } from '../tools/toolOutput.ts';
import { ActiveConversation } from './activeConversation.ts';
import type { GuildActions } from './guildActions.ts';
import type { GuildGateway } from './guildGateway.ts';

/** What the directory is made with. */
export interface ConversationDirectoryOptions {
  host: ConversationHost;
  gateway: GuildGateway;
  actions: GuildActions;
  tools: ToolServices;
  config: Pick<Config, 'model' | 'turnMode' | 'turns' | 'endings'>;
  clock: Clock;
  now: () => Date;
  log: Logger;
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
   * Begins a conversation in the channel.
   * @param textChannelId where tools write; left out: the voice channel's own chat
   * @throws Error when the guild has one (ask {@link ofGuild} in the same breath), or when stopping.
   */
  open(guildId: string, channelId: string, textChannelId: string = channelId): ActiveConversation {
    if (this.#stopping) throw new Error('no conversation is opened while stopping');
    if (this.#byGuild.has(guildId)) throw new Error('the guild has a conversation');
    const { host, config, gateway, ...rest } = this.#options;
    const conversationId = randomUUID();
    const conversation = new ActiveConversation({
      ...rest,
      gateway,
      textChannelId,
      limits: config.endings,
      conversationId,
      settings: {
        guildId,
        channelId,
        botUserId: gateway.botUserId,
        turnMode: config.turnMode,
        turns: config.turns,
        model: this.#modelFor(guildId),
      },
      send: (message) => host.send(message),
      onEnded: () => {
        this.#byGuild.delete(guildId);
        this.#byId.delete(conversationId);
      },
    });
    // Known before the voice half is: in one thread it may answer before `open` returns.
    this.#byGuild.set(guildId, conversation);
    this.#byId.set(conversationId, conversation);
    conversation.open();
    return conversation;
  }

  /** The model with the tools that are switched on in the guild. */
  #modelFor(guildId: string): ModelSettings {
    const { config, tools } = this.#options;
    return {
      ...config.model,
      instructions: `${config.model.instructions}\n\n${DATA_NOTE}`,
      tools: tools.registry.definitions(tools.switches.offIn(guildId)),
    };
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
    if (conversation !== undefined) conversation.receive(message);
    // What was given up on may still be talking.
    else this.#options.log.debug({ type: message.type }, 'a message of an unknown conversation was dropped');
  }
}
