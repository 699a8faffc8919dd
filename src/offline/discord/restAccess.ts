import { channelPermissions, includes, type PermissionName } from './permissions.ts';
import { missingAccess, missingPermissions, unknownThing } from './restError.ts';
import { caller, param, type RestRequest } from './restRoute.ts';
import type { ChannelState, DirectChannelState, GuildState, WorldState } from './worldState.ts';

/** The route's guild, if the caller is in it. Throws 10004, as Discord does for guilds a bot cannot see. */
export function guildOf(world: WorldState, request: RestRequest): GuildState {
  const guild = world.guilds.get(param(request, 'guildId'));
  if (guild === undefined || !guild.applicationIds.has(caller(request).id)) throw unknownThing('Guild');
  return guild;
}

/** Where a request acts: a guild's channel, or (without `guild`) the bot's direct messages with a person. */
export interface ChannelAccess {
  readonly channelId: string;
  readonly guild: GuildState | undefined;
  readonly channel: ChannelState | undefined;
  readonly direct?: DirectChannelState;
}

/**
 * The route's channel, if the caller may see it and has the permissions named. Throws 10003 for an unknown one, 50001 for a
 * hidden one, 50013 for a missing permission.
 */
export function channelOf(
  world: WorldState,
  request: RestRequest,
  ...needed: readonly PermissionName[]
): ChannelAccess {
  const channelId = param(request, 'channelId');
  const direct = world.directChannels.get(channelId);
  if (direct?.applicationId === caller(request).id)
    return { channelId, guild: undefined, channel: undefined, direct };
  const found = world.channel(channelId);
  if (found === undefined || !found.guild.applicationIds.has(caller(request).id))
    throw unknownThing('Channel');
  const permissions = channelPermissions(found.guild, found.channel, caller(request).botUserId);
  if (!includes(permissions, 'ViewChannel')) throw missingAccess();
  if (!includes(permissions, ...needed)) throw missingPermissions();
  return { channelId, guild: found.guild, channel: found.channel };
}
