import { z } from 'zod';
import { wireDirectChannel } from './directChannel.ts';
import { parseForm } from './formErrors.ts';
import { wireChannel, wireGuild, wireMember, wireRole, wireVoiceState } from './gatewayPayloads.ts';
import type { MessageBook } from './messageBook.ts';
import { guildPermissions, includes, type PermissionName } from './permissions.ts';
import { channelOf, guildOf } from './restAccess.ts';
import { missingPermissions, RestError, unknownThing } from './restError.ts';
import { caller, NO_CONTENT, ok, param, type RestRequest, type RestRoute } from './restRoute.ts';
import { wakeThread } from './restRoutesThreads.ts';
import type { VoiceStates } from './voiceStates.ts';
import type { WorldDeeds } from './worldDeeds.ts';
import type { GuildState, MemberState, WorldState } from './worldState.ts';

const TARGET_NOT_IN_VOICE = 40_032;
const MAX_MEMBERS_PAGE = 1_000;

const memberEditSchema = z.object({
  nick: z.string().max(32).nullish(),
  channel_id: z.string().nullish(),
  mute: z.boolean().nullish(),
  deaf: z.boolean().nullish(),
});

const channelEditSchema = z.object({
  name: z.string().min(1).max(100).optional(),
  user_limit: z.number().int().min(0).max(99).optional(),
  bitrate: z.number().int().min(8_000).max(384_000).optional(),
  rtc_region: z.string().nullish(),
});

const statusSchema = z.object({ status: z.string().max(500).nullish() });

export interface GuildRoutesParts {
  readonly world: WorldState;
  readonly deeds: WorldDeeds;
  readonly voiceStates: VoiceStates;
  readonly messages: Pick<MessageBook, 'inChannel'>;
}

/** Guilds, their channels, roles and members. */
export function guildRoutes({ world, deeds, voiceStates, messages }: GuildRoutesParts): RestRoute[] {
  return [
    {
      method: 'GET',
      pattern: '/guilds/:guildId',
      handle: (request) => ok(wireGuild(guildOf(world, request))),
    },
    {
      method: 'GET',
      pattern: '/guilds/:guildId/channels',
      handle: (request) => ok([...guildOf(world, request).channels.values()].map(wireChannel)),
    },
    {
      method: 'GET',
      pattern: '/guilds/:guildId/roles',
      handle: (request) => ok([...guildOf(world, request).roles.values()].map(wireRole)),
    },
    {
      method: 'GET',
      pattern: '/guilds/:guildId/members',
      handle: (request) => {
        const limit = Math.min(Number(request.query.get('limit') ?? 1) || 1, MAX_MEMBERS_PAGE);
        const members = [...guildOf(world, request).members.values()].slice(0, limit);
        return ok(members.map((member) => wireMember(world, member)));
      },
    },
    {
      method: 'GET',
      pattern: '/guilds/:guildId/members/:userId',
      handle: (request) => ok(wireMember(world, memberOf(guildOf(world, request), request))),
    },
    {
      method: 'PATCH',
      pattern: '/guilds/:guildId/members/:userId',
      handle: (request) => {
        const guild = guildOf(world, request);
        const member = memberOf(guild, request);
        const edit = parseForm(memberEditSchema, request.body);
        editMember(guild, member, edit, request);
        return ok(wireMember(world, member));
      },
    },
    {
      method: 'GET',
      pattern: '/guilds/:guildId/voice-states/:userId',
      handle: (request) => {
        const guild = guildOf(world, request);
        const state = guild.voiceStates.get(userOf(request));
        if (state === undefined) throw unknownThing('Voice State');
        return ok(wireVoiceState(world, guild, state));
      },
    },
    {
      method: 'GET',
      pattern: '/channels/:channelId',
      handle: (request) => {
        const { channel, direct } = channelOf(world, request);
        if (direct !== undefined) return ok(wireDirectChannel(world, direct));
        if (channel === undefined) throw unknownThing('Channel');
        const newest = messages.inChannel(channel.id).at(-1);
        return ok({ ...wireChannel(channel), last_message_id: newest?.id ?? null });
      },
    },
    {
      method: 'PATCH',
      pattern: '/channels/:channelId',
      handle: (request) => {
        if (channelOf(world, request).channel?.thread !== undefined) return wakeThread(world, deeds, request);
        const { guild, channel } = channelOf(world, request, 'ManageChannels');
        if (guild === undefined || channel === undefined) throw unknownThing('Channel');
        const {
          user_limit: userLimit,
          rtc_region: rtcRegion,
          ...edit
        } = parseForm(channelEditSchema, request.body);
        deeds.editChannel(guild, channel, {
          ...(edit.name === undefined ? {} : { name: edit.name }),
          ...(edit.bitrate === undefined ? {} : { bitrate: edit.bitrate }),
          ...(userLimit === undefined ? {} : { userLimit }),
          ...(rtcRegion === undefined ? {} : { rtcRegion }),
        });
        return ok(wireChannel(channel));
      },
    },
    {
      method: 'DELETE',
      pattern: '/channels/:channelId',
      handle: (request) => {
        const { guild, channel } = channelOf(world, request, 'ManageChannels');
        if (guild === undefined || channel === undefined) throw unknownThing('Channel');
        deeds.deleteChannel(guild, channel);
        return ok(wireChannel(channel));
      },
    },
    {
      method: 'PUT',
      pattern: '/channels/:channelId/voice-status',
      handle: (request) => {
        const { guild, channel } = channelOf(world, request, 'SetVoiceChannelStatus');
        if (guild === undefined || channel === undefined) throw unknownThing('Channel');
        const { status } = parseForm(statusSchema, request.body);
        deeds.editChannel(guild, channel, { status: status ?? null });
        return NO_CONTENT;
      },
    },
  ];

  function editMember(
    guild: GuildState,
    member: MemberState,
    edit: z.infer<typeof memberEditSchema>,
    request: RestRequest,
  ): void {
    const own = member.userId === caller(request).botUserId;
    const need = (name: PermissionName): void => {
      if (!includes(guildPermissions(guild, caller(request).botUserId), name)) throw missingPermissions();
    };
    if (edit.nick !== undefined) need(own ? 'ChangeNickname' : 'ManageNicknames');
    if (edit.mute != null) need('MuteMembers');
    if (edit.deaf != null) need('DeafenMembers');
    if (edit.channel_id !== undefined) need('MoveMembers');
    const aboutVoice = edit.channel_id !== undefined || edit.mute != null || edit.deaf != null;
    if (aboutVoice && !guild.voiceStates.has(member.userId))
      throw new RestError(400, TARGET_NOT_IN_VOICE, 'Target user is not connected to voice.');
    const target = edit.channel_id == null ? undefined : guild.channels.get(edit.channel_id);
    if (edit.channel_id != null && (target === undefined || target.kind === 'text'))
      throw unknownThing('Channel');
    if (edit.nick !== undefined) member.nickname = edit.nick === '' ? null : edit.nick;
    member.serverMute = edit.mute ?? member.serverMute;
    member.serverDeaf = edit.deaf ?? member.serverDeaf;
    if (edit.nick !== undefined || edit.mute != null || edit.deaf != null) deeds.memberChanged(guild, member);
    if (target !== undefined) voiceStates.move(guild, member.userId, target);
    else if (edit.channel_id === null) voiceStates.leave(guild, member.userId);
  }
}

function userOf(request: RestRequest): string {
  const userId = param(request, 'userId');
  return userId === '@me' ? caller(request).botUserId : userId;
}

function memberOf(guild: GuildState, request: RestRequest): MemberState {
  const member = guild.members.get(userOf(request));
  if (member === undefined) throw unknownThing('Member');
  return member;
}
