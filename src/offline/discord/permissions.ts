import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { ChannelState, GuildState } from './worldState.ts';

/** A permission's name as Discord's reference spells it (`Connect`, `ViewChannel`, ...). */
export type PermissionName = keyof typeof PermissionFlagsBits;
/** Permissions as bits or by name. */
export type PermissionsInput = bigint | readonly PermissionName[];

export const ALL_PERMISSIONS: bigint = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** What a new guild's @everyone may do (the part of Discord's defaults that matters to a bot). */
export const DEFAULT_EVERYONE: bigint = permissionBits([
  'AddReactions',
  'AttachFiles',
  'ChangeNickname',
  'Connect',
  'CreateInstantInvite',
  'CreatePublicThreads',
  'EmbedLinks',
  'MentionEveryone',
  'ReadMessageHistory',
  'RequestToSpeak',
  'SendMessages',
  'SendMessagesInThreads',
  'SendPolls',
  'Speak',
  'Stream',
  'UseApplicationCommands',
  'UseEmbeddedActivities',
  'UseExternalEmojis',
  'UseExternalStickers',
  'UseSoundboard',
  'UseVAD',
  'ViewChannel',
]);

export function permissionBits(input: PermissionsInput): bigint {
  if (typeof input === 'bigint') return input;
  return input.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);
}

export function includes(permissions: bigint, ...names: readonly PermissionName[]): boolean {
  const wanted = permissionBits(names);
  return (permissions & wanted) === wanted;
}

/** A member's permissions in the guild, before any channel's overwrites. Nobody's for a stranger. */
export function guildPermissions(guild: GuildState, userId: string): bigint {
  if (guild.ownerId === userId) return ALL_PERMISSIONS;
  const member = guild.members.get(userId);
  if (member === undefined) return 0n;
  let bits = guild.roles.get(guild.id)?.permissions ?? 0n;
  for (const roleId of member.roleIds) bits |= guild.roles.get(roleId)?.permissions ?? 0n;
  return (bits & PermissionFlagsBits.Administrator) === 0n ? bits : ALL_PERMISSIONS;
}

/**
 * A member's permissions in a channel: @everyone's overwrite, then all roles' together, then the member's own. A thread has
 * those of its channel.
 */
export function channelPermissions(guild: GuildState, channel: ChannelState, userId: string): bigint {
  const base = guildPermissions(guild, userId);
  if (base === ALL_PERMISSIONS) return base;
  const member = guild.members.get(userId);
  if (member === undefined) return 0n;
  const { overwrites } = guild.channels.get(channel.thread?.parentId ?? channel.id) ?? channel;
  const everyone = overwrites.get(guild.id);
  let bits = applied(base, everyone?.allow, everyone?.deny);
  let allow = 0n;
  let deny = 0n;
  for (const roleId of member.roleIds) {
    const overwrite = overwrites.get(roleId);
    allow |= overwrite?.allow ?? 0n;
    deny |= overwrite?.deny ?? 0n;
  }
  bits = applied(bits, allow, deny);
  const own = overwrites.get(userId);
  return applied(bits, own?.allow, own?.deny);
}

function applied(bits: bigint, allow = 0n, deny = 0n): bigint {
  return (bits & ~deny) | allow;
}
