import {
  type APIGuildMember,
  type APIRole,
  type APIUser,
  ChannelType,
  GatewayIntentBits,
  type GatewayVoiceState,
} from 'discord-api-types/v10';
import type { JsonObject } from './jsonObject.ts';
import type {
  ApplicationState,
  ChannelState,
  GuildState,
  MemberState,
  RoleState,
  ThreadState,
  UserState,
  VoiceState,
  WorldState,
} from './worldState.ts';

/** Discord's number for each kind of channel. */
export const CHANNEL_TYPES = {
  text: ChannelType.GuildText,
  voice: ChannelType.GuildVoice,
  stage: ChannelType.GuildStageVoice,
  thread: ChannelType.PublicThread,
} as const;

const NO_FLAGS: number = 0;
/** Privacy level of every stage. */
const GUILD_ONLY = 2;
const MAX_MEMBERS = 500_000;
const AFK_TIMEOUT_S = 300;
const MAX_VIDEO_USERS = 25;
const MAX_STAGE_VIDEO_USERS = 50;

export function wireUser(user: UserState): APIUser {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.bot ? '0001' : '0',
    global_name: user.globalName,
    avatar: null,
    bot: user.bot,
    public_flags: NO_FLAGS,
  };
}

export function wireRole(role: RoleState): APIRole {
  return {
    id: role.id,
    name: role.name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: role.position,
    permissions: role.permissions.toString(),
    managed: role.botUserId !== undefined,
    mentionable: false,
    flags: NO_FLAGS,
    ...(role.botUserId === undefined ? {} : { tags: { bot_id: role.botUserId } }),
  };
}

export function wireMember(world: WorldState, member: MemberState): APIGuildMember {
  return {
    user: wireUser(world.user(member.userId)),
    nick: member.nickname,
    avatar: null,
    banner: null,
    roles: [...member.roleIds],
    joined_at: member.joinedAt,
    premium_since: null,
    deaf: member.serverDeaf,
    mute: member.serverMute,
    pending: false,
    flags: NO_FLAGS,
    communication_disabled_until: null,
  };
}

export function wireChannel(channel: ChannelState): JsonObject {
  if (channel.thread !== undefined) return wireThread(channel, channel.thread);
  const common: JsonObject = {
    id: channel.id,
    type: CHANNEL_TYPES[channel.kind],
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    parent_id: null,
    nsfw: false,
    flags: 0,
    rate_limit_per_user: 0,
    last_message_id: null,
    permission_overwrites: [...channel.overwrites.values()].map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.kind === 'role' ? 0 : 1,
      allow: overwrite.allow.toString(),
      deny: overwrite.deny.toString(),
    })),
  };
  if (channel.kind === 'text') return { ...common, topic: null };
  return {
    ...common,
    bitrate: channel.bitrate,
    user_limit: channel.userLimit,
    rtc_region: channel.rtcRegion,
    status: channel.status,
  };
}

function wireThread(channel: ChannelState, thread: ThreadState): JsonObject {
  return {
    id: channel.id,
    type: CHANNEL_TYPES[channel.kind],
    guild_id: channel.guildId,
    parent_id: thread.parentId,
    owner_id: thread.ownerId,
    name: channel.name,
    flags: 0,
    rate_limit_per_user: 0,
    last_message_id: null,
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    thread_metadata: {
      archived: thread.archived,
      auto_archive_duration: thread.archiveAfterMinutes,
      archive_timestamp: thread.createdAt,
      locked: thread.locked,
      create_timestamp: thread.createdAt,
    },
  };
}

export function wireStage(channel: ChannelState, stage: { id: string; topic: string }): JsonObject {
  return {
    id: stage.id,
    guild_id: channel.guildId,
    channel_id: channel.id,
    topic: stage.topic,
    privacy_level: GUILD_ONLY,
    discoverable_disabled: true,
    guild_scheduled_event_id: null,
  };
}

/** A voice state; `where` replaces the channel, as it does in the message that says somebody left. */
export function wireVoiceState(
  world: WorldState,
  guild: GuildState,
  state: VoiceState,
  where: string | null = state.channelId,
): GatewayVoiceState {
  const member = guild.members.get(state.userId);
  return {
    guild_id: guild.id,
    channel_id: where,
    user_id: state.userId,
    ...(member === undefined ? {} : { member: wireMember(world, member) }),
    session_id: state.sessionId,
    deaf: member?.serverDeaf ?? false,
    mute: member?.serverMute ?? false,
    self_deaf: state.selfDeaf,
    self_mute: state.selfMute,
    self_video: false,
    suppress: state.suppress,
    request_to_speak_timestamp: state.requestToSpeakAt,
  };
}

/** A guild as REST gives it. */
export function wireGuild(guild: GuildState): JsonObject {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    icon_hash: null,
    splash: null,
    discovery_splash: null,
    home_header: null,
    owner_id: guild.ownerId,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: AFK_TIMEOUT_S,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: [...guild.roles.values()].map(wireRole),
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    max_presences: null,
    max_members: MAX_MEMBERS,
    max_video_channel_users: MAX_VIDEO_USERS,
    max_stage_video_channel_users: MAX_STAGE_VIDEO_USERS,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: guild.preferredLocale,
    nsfw_level: 0,
    hub_type: null,
    incidents_data: null,
    latest_onboarding_question_id: null,
  };
}

/**
 * GUILD_CREATE's data for one session. Without the presence intent Discord lists only the bot itself and people in voice as
 * members; without the voice-state intent it lists no voice states.
 */
export function wireGuildCreate(
  world: WorldState,
  guild: GuildState,
  application: ApplicationState,
  intents: number,
): JsonObject {
  const hears = (intents & GatewayIntentBits.GuildVoiceStates) !== 0;
  const sees = (intents & GatewayIntentBits.GuildPresences) !== 0;
  const members = [...guild.members.values()].filter(
    (member) => sees || member.userId === application.botUserId || guild.voiceStates.has(member.userId),
  );
  return {
    ...wireGuild(guild),
    joined_at: guild.members.get(application.botUserId)?.joinedAt ?? new Date().toISOString(),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: members.map((member) => wireMember(world, member)),
    channels: [...guild.channels.values()].map(wireChannel),
    threads: [...guild.threads.values()].filter(({ thread }) => thread?.archived === false).map(wireChannel),
    stage_instances: [...guild.channels.values()].flatMap((channel) =>
      channel.stage === undefined ? [] : [wireStage(channel, channel.stage)],
    ),
    guild_scheduled_events: [],
    soundboard_sounds: [],
    voice_states: hears
      ? [...guild.voiceStates.values()].map((state) => wireVoiceState(world, guild, state))
      : [],
    presences: sees
      ? members.map((member) => ({
          user: { id: member.userId },
          guild_id: guild.id,
          status: 'online',
          activities: [],
          client_status: { desktop: 'online' },
        }))
      : [],
  };
}
