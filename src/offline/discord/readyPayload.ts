import { wireUser } from './gatewayPayloads.ts';
import type { GatewaySession } from './gatewaySession.ts';
import type { JsonObject } from './jsonObject.ts';
import type { GuildState, WorldState } from './worldState.ts';

/** The gateway and REST version that is spoken here. */
export const API_VERSION = '10';

/** READY's data: who the bot is, which guilds will follow, and how to resume. */
export function wireReady(
  world: WorldState,
  session: GatewaySession,
  guilds: readonly GuildState[],
  gatewayUrl: string,
): JsonObject {
  const { application } = session;
  return {
    v: Number(API_VERSION),
    user: { ...wireUser(world.user(application.botUserId)), verified: true, mfa_enabled: false, email: null },
    guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    private_channels: [],
    relationships: [],
    session_id: session.id,
    session_type: 'normal',
    resume_gateway_url: gatewayUrl,
    shard: [session.shardId, session.shardCount],
    application: { id: application.id, flags: 0 },
    _trace: ['["local"]'],
  };
}
