import {
  ChannelType,
  type GuildMember,
  PermissionFlagsBits,
  type PermissionsBitField,
  type VoiceBasedChannel,
} from 'discord.js';
import type { Words } from '../words/words.ts';

/** What decides whether the bot can talk in a voice channel. */
export interface ChannelAccess {
  channelId: string;
  stage: boolean;
  /** Discord mutes everybody in the server's AFK channel. */
  afk: boolean;
  /** As many people as the channel's limit allows. */
  full: boolean;
  /** The bot is timed out in this server. */
  timedOut: boolean;
  botPermissions: Readonly<PermissionsBitField>;
  /** `undefined`: nobody asks, the bot goes back by itself. */
  callerPermissions: Readonly<PermissionsBitField> | undefined;
}

const VOICE_NEEDS = [
  [PermissionFlagsBits.ViewChannel, 'join.viewChannel'],
  [PermissionFlagsBits.Connect, 'join.connect'],
  [PermissionFlagsBits.Speak, 'join.speak'],
] as const;

/** On a stage who may speak is no permission: the bot invites itself up, which takes the right to mute others. */
const STAGE_NEEDS = VOICE_NEEDS.slice(0, 2);

/** Gathers what {@link joinObstacle} asks, from what the gateway told so far. */
export function channelAccess(
  channel: VoiceBasedChannel,
  bot: GuildMember,
  caller?: GuildMember,
): ChannelAccess {
  return {
    channelId: channel.id,
    stage: channel.type === ChannelType.GuildStageVoice,
    afk: channel.guild.afkChannelId === channel.id,
    full: channel.full && !channel.members.has(bot.id),
    timedOut: bot.isCommunicationDisabled(),
    botPermissions: channel.permissionsFor(bot),
    callerPermissions: caller && channel.permissionsFor(caller),
  };
}

/** Why the bot cannot talk in this channel and what to do about it; `undefined` when it can. */
export function joinObstacle(access: ChannelAccess, words: Words): string | undefined {
  const channel = `<#${access.channelId}>`;
  const { botPermissions, callerPermissions } = access;
  const { ViewChannel, Connect, MoveMembers, MuteMembers, Administrator } = PermissionFlagsBits;
  if (callerPermissions?.has([ViewChannel, Connect]) === false) return words('join.notYours', { channel });
  if (access.timedOut && !botPermissions.has(Administrator)) return words('join.timedOut');
  const needs = access.stage ? STAGE_NEEDS : VOICE_NEEDS;
  const missing = needs.filter(([bit]) => !botPermissions.has(bit)).map(([, name]) => `**${words(name)}**`);
  if (missing.length > 0) {
    return words('join.missing', { count: missing.length, permissions: missing.join(', '), channel });
  }
  if (access.afk) return words('join.afk', { channel });
  if (access.full && !botPermissions.has(MoveMembers)) return words('join.full', { channel });
  if (access.stage && !botPermissions.has(MuteMembers)) return words('join.stage', { channel });
  return undefined;
}
