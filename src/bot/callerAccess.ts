import { type GuildMember, PermissionFlagsBits } from 'discord.js';
import type { ServerSettings } from '../store/serverSettings.ts';
import type { Words } from '../words/words.ts';

/**
 * Why the server's settings do not let this person call the bot into this channel; `undefined`: they do. Whoever may change
 * the settings is bound by no role.
 */
export function callerObstacle(
  { allowedRoleIds, allowedChannelIds }: ServerSettings,
  caller: GuildMember,
  channelId: string,
  words: Words,
): string | undefined {
  const refusal = roleObstacle({ allowedRoleIds }, caller, words);
  if (refusal !== undefined) return refusal;
  if (allowedChannelIds.length > 0 && !allowedChannelIds.includes(channelId)) {
    return words('settings.channelNotAllowed', { channel: `<#${channelId}>` });
  }
  return undefined;
}

/** Why the server's settings do not let this person use the bot at all; `undefined`: they do. */
export function roleObstacle(
  { allowedRoleIds }: Pick<ServerSettings, 'allowedRoleIds'>,
  caller: GuildMember,
  words: Words,
): string | undefined {
  const allowed =
    allowedRoleIds.length === 0 ||
    caller.permissions.has(PermissionFlagsBits.ManageGuild) ||
    allowedRoleIds.some((roleId) => caller.roles.cache.has(roleId));
  return allowed ? undefined : words('settings.roleNotAllowed');
}
