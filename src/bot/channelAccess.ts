import {
  ChannelType,
  type GuildMember,
  PermissionFlagsBits,
  type PermissionsBitField,
  type VoiceBasedChannel,
} from 'discord.js';

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
  callerPermissions: Readonly<PermissionsBitField>;
}

const VOICE_NEEDS = [
  [PermissionFlagsBits.ViewChannel, 'View Channel'],
  [PermissionFlagsBits.Connect, 'Connect'],
  [PermissionFlagsBits.Speak, 'Speak'],
] as const;

/** On a stage who may speak is no permission: the bot invites itself up, which takes the right to mute others. */
const STAGE_NEEDS = VOICE_NEEDS.slice(0, 2);

/** Gathers what {@link joinObstacle} asks, from what the gateway told so far. */
export function channelAccess(
  channel: VoiceBasedChannel,
  bot: GuildMember,
  caller: GuildMember,
): ChannelAccess {
  return {
    channelId: channel.id,
    stage: channel.type === ChannelType.GuildStageVoice,
    afk: channel.guild.afkChannelId === channel.id,
    full: channel.full && !channel.members.has(bot.id),
    timedOut: bot.isCommunicationDisabled(),
    botPermissions: channel.permissionsFor(bot),
    callerPermissions: channel.permissionsFor(caller),
  };
}

/** Why the bot cannot talk in this channel and what to do about it; `undefined` when it can. */
export function joinObstacle(access: ChannelAccess): string | undefined {
  const where = `<#${access.channelId}>`;
  const { botPermissions, callerPermissions } = access;
  const { ViewChannel, Connect, MoveMembers, MuteMembers, Administrator } = PermissionFlagsBits;
  if (!callerPermissions.has([ViewChannel, Connect])) {
    return `You may not join ${where} yourself, so I do not go there for you.`;
  }
  if (access.timedOut && !botPermissions.has(Administrator)) {
    return 'I am timed out in this server: a moderator must lift that first.';
  }
  const needs = access.stage ? STAGE_NEEDS : VOICE_NEEDS;
  const missing = needs.filter(([bit]) => !botPermissions.has(bit)).map(([, name]) => `**${name}**`);
  if (missing.length > 0) {
    const permissions = missing.length === 1 ? 'permission' : 'permissions';
    return `I am missing the ${missing.join(', ')} ${permissions} in ${where}. Give it to me there and try again.`;
  }
  if (access.afk) return `${where} is the AFK channel: Discord mutes everybody in it. Choose another one.`;
  if (access.full && !botPermissions.has(MoveMembers)) {
    return `${where} is full. Make room, raise its limit, or give me the **Move Members** permission there.`;
  }
  if (access.stage && !botPermissions.has(MuteMembers)) {
    return (
      `${where} is a stage channel, where I could only listen. Make me a stage moderator (the **Mute Members** ` +
      'permission there lets me become a speaker), or choose a voice channel.'
    );
  }
  return undefined;
}
