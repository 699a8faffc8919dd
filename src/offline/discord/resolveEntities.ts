import { ComponentType } from 'discord-api-types/v10';
import { wireChannel, wireRole } from './gatewayPayloads.ts';
import type { JsonObject } from './jsonObject.ts';
import { channelPermissions } from './permissions.ts';
import type { GuildState } from './worldState.ts';

/** What Discord sends along with ids chosen in a role or channel menu. Throws for what the guild does not have. */
export function resolveEntities(
  type: number,
  ids: readonly string[],
  guild: GuildState,
  invokerId: string,
): JsonObject {
  if (type === ComponentType.RoleSelect) {
    return { roles: Object.fromEntries(ids.map((id) => [id, wireRole(known(guild.roles, id))])) };
  }
  if (type !== ComponentType.ChannelSelect) throw new Error('only roles and channels are chosen by id here');
  const channels = ids.map((id) => {
    const channel = known(guild.channels, id);
    const permissions = channelPermissions(guild, channel, invokerId).toString();
    return [id, { ...wireChannel(channel), permissions }] as const;
  });
  return { channels: Object.fromEntries(channels) };
}

function known<Thing>(things: ReadonlyMap<string, Thing>, id: string): Thing {
  const thing = things.get(id);
  if (thing === undefined) throw new Error(`there is no ${id} in this guild`);
  return thing;
}
