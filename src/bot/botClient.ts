import {
  Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
} from 'discord.js';
import type { Config } from '../config.ts';
import { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import { loggableError } from './loggableError.ts';

/** Guilds: channels, roles and permissions. GuildVoiceStates: who is in which voice channel. Neither is privileged. */
const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates];

const HTTP_UNAUTHORIZED = 401;

/** A client of Discord that is not logged in. Its own errors go to the log; it mentions nobody. */
export function createClient(config: Config['discord'], log: Logger): Client {
  const client = new Client({
    intents: INTENTS,
    allowedMentions: { parse: [] },
    ...(config.apiUrl === undefined ? {} : { rest: { api: config.apiUrl } }),
  });
  client.on(Events.Error, (error) => log.error({ err: loggableError(error) }, 'the Discord client failed'));
  client.on(Events.Warn, (message) => log.warn({ message }, 'the Discord client warns'));
  client.on(Events.ShardError, (error, shardId) =>
    log.warn({ err: loggableError(error), shardId }, "Discord's gateway failed"),
  );
  client.on(Events.ShardReconnecting, (shardId) => log.info({ shardId }, "Discord's gateway reconnects"));
  client.on(Events.ShardResume, (shardId) => log.info({ shardId }, "Discord's gateway goes on"));
  client.on(Events.ShardDisconnect, ({ code }, shardId) =>
    log.error({ code, shardId }, "Discord's gateway is closed for good: restart Parley"),
  );
  return client;
}

/**
 * Logs in and waits until every guild is known.
 * @throws ParleyError `config_invalid` when Discord refuses token or intents, `discord_unreachable` when it cannot be
 *   reached. The client is destroyed then.
 */
export async function logIn(client: Client, token: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  try {
    await client.login(token);
  } catch (error) {
    await client.destroy();
    throw loginError(error);
  }
  return ready;
}

function loginError(error: unknown): ParleyError {
  const message = error instanceof Error ? error.message : String(error);
  const refused =
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
    (error instanceof DiscordAPIError && error.status === HTTP_UNAUTHORIZED) ||
    message === 'Authentication failed';
  if (refused) {
    return new ParleyError(
      'Discord refused DISCORD_TOKEN. Make a new one: https://discord.com/developers/applications > your application > ' +
        'Bot > Reset Token',
      { code: 'config_invalid' },
    );
  }
  if (/intents/.test(message)) {
    return new ParleyError(
      `Discord refused the bot's intents (${message}); Parley needs Guilds and GuildVoiceStates.`,
      {
        code: 'config_invalid',
      },
    );
  }
  // The cause is left out on purpose: a failed request carries its headers, and these the token.
  return new ParleyError(
    `Discord cannot be reached (${message}). Check the network, and DISCORD_API_URL if set.`,
    {
      code: 'discord_unreachable',
      retryable: true,
    },
  );
}
