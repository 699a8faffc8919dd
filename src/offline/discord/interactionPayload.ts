import { ChannelType, type InteractionType, MessageFlags } from 'discord-api-types/v10';
import { wireChannel, wireMember, wireUser } from './gatewayPayloads.ts';
import type { JsonObject } from './jsonObject.ts';
import { ALL_PERMISSIONS, channelPermissions } from './permissions.ts';
import type { ApplicationState, GuildState, UserState, WorldState } from './worldState.ts';

const ATTACHMENT_LIMIT_BYTES = 10 * 1024 * 1024;
const CONTEXT_GUILD = 0;
const CONTEXT_BOT_DM = 1;

/** Where a person used an interaction: a guild's channel, or (without a guild) the direct messages with the bot. */
export interface InteractionPlace {
  readonly user: UserState;
  readonly guild: GuildState | undefined;
  readonly channelId: string;
}

export interface InteractionWireInput {
  readonly world: WorldState;
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly application: ApplicationState;
  readonly place: InteractionPlace;
  readonly data: JsonObject;
  /** The message whose component was used, in wire form. */
  readonly message: JsonObject | undefined;
}

/** INTERACTION_CREATE's data. */
export function wireInteraction(input: InteractionWireInput): JsonObject {
  const { application, place } = input;
  return {
    id: input.id,
    application_id: application.id,
    type: input.type,
    data: input.data,
    token: input.token,
    version: 1,
    locale: place.user.locale,
    entitlements: [],
    attachment_size_limit: ATTACHMENT_LIMIT_BYTES,
    channel_id: place.channelId,
    ...(input.message === undefined ? {} : { message: input.message }),
    ...(place.guild === undefined ? direct(input) : inGuild(input, place.guild)),
  };
}

/** What `with_response=true` is answered with. `message` is in wire form. */
export function wireCallback(input: {
  id: string;
  type: InteractionType;
  answerType: number;
  message: JsonObject | undefined;
}): JsonObject {
  const { id, type, answerType, message } = input;
  const flags = Number(message?.flags ?? 0);
  return {
    interaction: {
      id,
      type,
      ...(message === undefined
        ? {}
        : {
            response_message_id: message.id,
            response_message_loading: (flags & MessageFlags.Loading) !== 0,
            response_message_ephemeral: (flags & MessageFlags.Ephemeral) !== 0,
            channel_id: message.channel_id,
          }),
    },
    resource: { type: answerType, ...(message === undefined ? {} : { message }) },
  };
}

function direct({ place }: InteractionWireInput): JsonObject {
  return {
    channel: {
      id: place.channelId,
      type: ChannelType.DM,
      last_message_id: null,
      flags: 0,
      recipients: [wireUser(place.user)],
    },
    user: wireUser(place.user),
    app_permissions: ALL_PERMISSIONS.toString(),
    authorizing_integration_owners: { '0': '0' },
    context: CONTEXT_BOT_DM,
  };
}

function inGuild({ world, application, place }: InteractionWireInput, guild: GuildState): JsonObject {
  const channel = guild.channels.get(place.channelId);
  const member = guild.members.get(place.user.id);
  const permissionsOf = (userId: string): string =>
    (channel === undefined ? 0n : channelPermissions(guild, channel, userId)).toString();
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.preferredLocale, features: [] },
    guild_locale: guild.preferredLocale,
    ...(channel === undefined
      ? {}
      : { channel: { ...wireChannel(channel), permissions: permissionsOf(place.user.id) } }),
    ...(member === undefined
      ? {}
      : { member: { ...wireMember(world, member), permissions: permissionsOf(place.user.id) } }),
    app_permissions: permissionsOf(application.botUserId),
    authorizing_integration_owners: { '0': guild.id },
    context: CONTEXT_GUILD,
  };
}
