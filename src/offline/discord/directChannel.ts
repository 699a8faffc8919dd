import { ChannelType } from 'discord-api-types/v10';
import { wireUser } from './gatewayPayloads.ts';
import type { JsonObject } from './jsonObject.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { DirectChannelState, WorldState } from './worldState.ts';

/** The direct-message channel of a person and a bot; made at the first asking. */
export function directChannelOf(
  world: WorldState,
  snowflakes: SnowflakeMint,
  userId: string,
  applicationId: string,
): DirectChannelState {
  for (const channel of world.directChannels.values()) {
    if (channel.userId === userId && channel.applicationId === applicationId) return channel;
  }
  const channel = { id: snowflakes.next(), userId, applicationId };
  world.directChannels.set(channel.id, channel);
  return channel;
}

export function wireDirectChannel(world: WorldState, channel: DirectChannelState): JsonObject {
  return {
    id: channel.id,
    type: ChannelType.DM,
    flags: 0,
    last_message_id: null,
    recipients: [wireUser(world.user(channel.userId))],
  };
}
