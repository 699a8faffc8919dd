import { directChannelOf, wireDirectChannel } from './directChannel.ts';
import { wireGuild, wireUser } from './gatewayPayloads.ts';
import type { GatewayServer } from './gatewayServer.ts';
import type { JsonObject } from './jsonObject.ts';
import { asJsonObject } from './jsonObject.ts';
import { guildPermissions } from './permissions.ts';
import { unknownThing } from './restError.ts';
import { caller, ok, param, type RestRoute } from './restRoute.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { ApplicationState, WorldState } from './worldState.ts';

const SESSION_STARTS = 1_000;
const DAY_MS = 86_400_000;

export interface AccountRoutesParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly snowflakes: SnowflakeMint;
}

/** Where the gateway is, and who is asking: gateway, users, applications. */
export function accountRoutes({ world, gateway, snowflakes }: AccountRoutesParts): RestRoute[] {
  return [
    { method: 'GET', pattern: '/gateway', open: true, handle: () => ok({ url: gateway.url }) },
    {
      method: 'GET',
      pattern: '/gateway/bot',
      handle: () =>
        ok({
          url: gateway.url,
          shards: 1,
          session_start_limit: {
            total: SESSION_STARTS,
            remaining: SESSION_STARTS,
            reset_after: DAY_MS,
            max_concurrency: 1,
          },
        }),
    },
    {
      method: 'GET',
      pattern: '/users/:userId',
      handle: (request) => {
        const userId = param(request, 'userId');
        const user = world.users.get(userId === '@me' ? caller(request).botUserId : userId);
        if (user === undefined) throw unknownThing('User');
        const own = userId === '@me' ? { verified: true, mfa_enabled: false, email: null } : {};
        return ok({ ...wireUser(user), ...own });
      },
    },
    {
      method: 'GET',
      pattern: '/users/@me/guilds',
      handle: (request) =>
        ok(
          world.guildsOf(caller(request).id).map((guild) => ({
            id: guild.id,
            name: guild.name,
            icon: null,
            banner: null,
            owner: guild.ownerId === caller(request).botUserId,
            permissions: guildPermissions(guild, caller(request).botUserId).toString(),
            features: wireGuild(guild).features,
          })),
        ),
    },
    {
      method: 'POST',
      pattern: '/users/@me/channels',
      handle: (request) => {
        const recipientId = asJsonObject(request.body).recipient_id;
        const user = typeof recipientId === 'string' ? world.users.get(recipientId) : undefined;
        if (user === undefined) throw unknownThing('User');
        const channel = directChannelOf(world, snowflakes, user.id, caller(request).id);
        return ok(wireDirectChannel(world, channel));
      },
    },
    {
      method: 'GET',
      pattern: '/applications/@me',
      handle: (request) => ok(wireApplication(world, caller(request))),
    },
    {
      method: 'GET',
      pattern: '/oauth2/applications/@me',
      handle: (request) => ok(wireApplication(world, caller(request))),
    },
  ];
}

function wireApplication(world: WorldState, application: ApplicationState): JsonObject {
  const bot = world.user(application.botUserId);
  return {
    id: application.id,
    name: application.name,
    icon: null,
    description: '',
    bot_public: true,
    bot_require_code_grant: false,
    bot: wireUser(bot),
    owner: wireUser({ ...bot, bot: false }),
    team: null,
    verify_key: '0'.repeat(64),
    flags: 0,
    tags: [],
    rpc_origins: [],
    redirect_uris: [],
    interactions_endpoint_url: null,
    approximate_guild_count: world.guildsOf(application.id).length,
    approximate_user_install_count: 0,
    integration_types_config: { '0': {} },
  };
}
