import { GatewayIntentBits, InteractionType, MessageFlags, MessageType } from 'discord-api-types/v10';
import type { Clock } from '../../clock.ts';
import { ChangeSignal } from './changeSignal.ts';
import { wireMember, wireUser } from './gatewayPayloads.ts';
import type { GatewayServer } from './gatewayServer.ts';
import { asJsonObjects, type JsonObject } from './jsonObject.ts';
import type { MessageForm } from './messageLimits.ts';
import { channelPermissions, includes } from './permissions.ts';
import { unknownThing } from './restError.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { WorldState } from './worldState.ts';

/** Messages kept in all; the oldest go first. */
const MAX_MESSAGES = 5_000;

/** A stored message. */
export interface MessageState {
  readonly id: string;
  readonly channelId: string;
  readonly guildId: string | undefined;
  readonly authorId: string;
  readonly applicationId: string | undefined;
  readonly createdAt: string;
  /** The only person who can see it, for an ephemeral one. */
  readonly visibleTo: string | undefined;
  /** What interaction it answers, in wire form. */
  readonly interaction: JsonObject | undefined;
  readonly replyTo: string | undefined;
  /** A poll as it was asked for; people's votes are not kept. */
  readonly poll: JsonObject | undefined;
  content: string;
  embeds: JsonObject[];
  components: JsonObject[];
  attachments: JsonObject[];
  flags: number;
  editedAt: string | null;
  /** Monotonic time of the last change. */
  changedMs: number;
}

/** What a new message is made from, beside its form. */
export interface NewMessage {
  readonly channelId: string;
  readonly guildId: string | undefined;
  readonly authorId: string;
  readonly applicationId: string | undefined;
  readonly visibleTo?: string;
  readonly interaction?: JsonObject;
  /** Further flag bits, such as "the bot is thinking". */
  readonly flags?: number;
}

export type MessageChange = 'created' | 'edited' | 'deleted';

export interface MessageBookParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly clock: Clock;
  readonly snowflakes: SnowflakeMint;
}

/** All messages: keeps them, and tells the bots that may see them. */
export class MessageBook {
  readonly changes = new ChangeSignal();
  readonly #parts: MessageBookParts;
  readonly #messages = new Map<string, MessageState>();
  readonly #listeners = new Set<(message: MessageState, change: MessageChange) => void>();

  constructor(parts: MessageBookParts) {
    this.#parts = parts;
  }

  onChange(listener: (message: MessageState, change: MessageChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(messageId: string): MessageState | undefined {
    return this.#messages.get(messageId);
  }

  /** The message, or throws 10008. */
  get(messageId: string): MessageState {
    const message = this.#messages.get(messageId);
    if (message === undefined) throw unknownThing('Message');
    return message;
  }

  /** A channel's messages, oldest first, ephemeral ones left out. */
  inChannel(channelId: string): MessageState[] {
    return [...this.#messages.values()].filter(
      (message) => message.channelId === channelId && message.visibleTo === undefined,
    );
  }

  create(form: MessageForm, made: NewMessage): MessageState {
    const message: MessageState = {
      id: this.#parts.snowflakes.next(),
      channelId: made.channelId,
      guildId: made.guildId,
      authorId: made.authorId,
      applicationId: made.applicationId,
      visibleTo: made.visibleTo,
      interaction: made.interaction,
      replyTo: form.replyTo,
      poll: form.poll,
      createdAt: new Date().toISOString(),
      content: form.content ?? '',
      embeds: form.embeds ?? [],
      components: numbered(form.components ?? []),
      attachments: form.attachments ?? [],
      flags: form.flags | (made.flags ?? 0),
      editedAt: null,
      changedMs: this.#parts.clock.nowMs(),
    };
    this.#messages.set(message.id, message);
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > MAX_MESSAGES && oldest !== undefined) this.#messages.delete(oldest);
    this.#tell(message, 'created');
    return message;
  }

  /** Changes what the form names. A message that was only "thinking" becomes a real one. */
  edit(message: MessageState, form: MessageForm): MessageState {
    message.content = form.content ?? message.content;
    message.embeds = form.embeds ?? message.embeds;
    message.components = form.components === undefined ? message.components : numbered(form.components);
    message.attachments = form.attachments ?? message.attachments;
    const wasLoading = (message.flags & MessageFlags.Loading) !== 0;
    message.flags = (message.flags & ~MessageFlags.Loading) | (form.flags & MessageFlags.IsComponentsV2);
    message.editedAt = wasLoading ? null : new Date().toISOString();
    message.changedMs = this.#parts.clock.nowMs();
    this.#tell(message, 'edited');
    return message;
  }

  delete(message: MessageState): void {
    if (!this.#messages.delete(message.id)) return;
    message.changedMs = this.#parts.clock.nowMs();
    this.#tell(message, 'deleted');
  }

  wire(message: MessageState): JsonObject {
    const { world } = this.#parts;
    return {
      id: message.id,
      type:
        message.interaction?.type === InteractionType.ApplicationCommand
          ? MessageType.ChatInputCommand
          : MessageType.Default,
      channel_id: message.channelId,
      author: wireUser(world.user(message.authorId)),
      content: message.content,
      timestamp: message.createdAt,
      edited_timestamp: message.editedAt,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: message.attachments,
      embeds: message.embeds,
      components: message.components,
      pinned: false,
      flags: message.flags,
      ...(message.applicationId === undefined ? {} : { application_id: message.applicationId }),
      ...(message.interaction === undefined
        ? {}
        : { webhook_id: message.applicationId, interaction_metadata: message.interaction }),
      ...(message.replyTo === undefined
        ? {}
        : { message_reference: { type: 0, message_id: message.replyTo, channel_id: message.channelId } }),
      ...(message.poll === undefined ? {} : { poll: wirePoll(message.poll, message.createdAt) }),
    };
  }

  #tell(message: MessageState, change: MessageChange): void {
    if (message.visibleTo === undefined) this.#dispatch(message, change);
    for (const listener of this.#listeners) listener(message, change);
    this.changes.notify();
  }

  #dispatch(message: MessageState, change: MessageChange): void {
    const { world, gateway } = this.#parts;
    const event =
      change === 'created' ? 'MESSAGE_CREATE' : change === 'edited' ? 'MESSAGE_UPDATE' : 'MESSAGE_DELETE';
    const id = { id: message.id, channel_id: message.channelId };
    const where = message.guildId === undefined ? {} : { guild_id: message.guildId };
    const guild = message.guildId === undefined ? undefined : world.guilds.get(message.guildId);
    if (guild === undefined) {
      const direct = world.directChannels.get(message.channelId);
      if (direct === undefined) return;
      const session = gateway.sessionOf(direct.applicationId, undefined);
      if (session?.wants(GatewayIntentBits.DirectMessages))
        session.dispatch(event, change === 'deleted' ? id : this.wire(message));
      return;
    }
    const channel = world.channel(message.channelId)?.channel;
    const member = guild.members.get(message.authorId);
    const full = {
      ...this.wire(message),
      ...where,
      ...(member === undefined ? {} : { member: { ...wireMember(world, member), user: undefined } }),
    };
    for (const readable of [true, false]) {
      const data =
        change === 'deleted'
          ? { ...id, ...where }
          : readable
            ? full
            : { ...full, content: '', embeds: [], components: [], attachments: [] };
      gateway.toGuild(guild, GatewayIntentBits.GuildMessages, event, data, (session) => {
        const { botUserId } = session.application;
        const own = message.authorId === botUserId || message.content.includes(`<@${botUserId}>`);
        const reads = own || (session.intents & GatewayIntentBits.MessageContent) !== 0;
        return (
          reads === readable &&
          channel !== undefined &&
          includes(channelPermissions(guild, channel, botUserId), 'ViewChannel')
        );
      });
    }
  }
}

/** Discord gives every component a number; bots get it back. */
function numbered(components: readonly JsonObject[], from = { next: 1 }): JsonObject[] {
  return components.map((component) => {
    const id = typeof component.id === 'number' && component.id !== 0 ? component.id : from.next;
    from.next = Math.max(from.next, id) + 1;
    const inside = component.components;
    return Array.isArray(inside)
      ? { ...component, id, components: numbered(inside, from) }
      : { ...component, id };
  });
}

/** A poll as Discord hands it out: answers numbered, with the moment it ends. */
function wirePoll(
  { question, answers, duration, allow_multiselect }: JsonObject,
  createdAt: string,
): JsonObject {
  const expiry = new Date(Date.parse(createdAt) + Number(duration) * 3_600_000).toISOString();
  const numberedAnswers = asJsonObjects(answers).map((answer, index) => ({
    answer_id: index + 1,
    ...answer,
  }));
  return { question, answers: numberedAnswers, expiry, allow_multiselect, layout_type: 1 };
}
