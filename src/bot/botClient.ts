import { Client, Events, GatewayIntentBits, Status } from 'discord.js';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import { loggableError } from './loggableError.ts';
import { loginError, unreachable } from './loginError.ts';

/** Guilds: channels, roles and permissions. GuildVoiceStates: who is in which voice channel. Neither is privileged. */
const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates];

/** What people write in channels. MessageContent is privileged: without it messages come empty. */
const READING_INTENTS = [GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent];

/**
 * Logging in is given up when Discord lets it come no further for so long. discord.js itself tries for ever. Every shard
 * that is ready counts as progress: Discord lets one begin in five seconds, so many of them take long.
 */
export const LOGIN_DEADLINE_MS = 60_000;

/** Leaving takes one round trip, if Discord is there at all. */
const LEAVE_DEADLINE_MS = 2000;

/** A client of Discord that is not logged in. Its own errors go to the log; it mentions nobody. */
export function createClient(config: Config['discord'], log: Logger): Client {
  const client = new Client({
    intents: config.readThreads ? [...INTENTS, ...READING_INTENTS] : INTENTS,
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
    log.error({ code, shardId }, "Discord's gateway is closed for good"),
  );
  return client;
}

/** What logging in needs beside the client. */
export interface Login {
  /** Secret. */
  token: string;
  clock: Clock;
  /** Resolves when the client's gateway is closed for good. */
  closed: Promise<ParleyError>;
  /** Calls the login off. */
  signal: AbortSignal | undefined;
}

/**
 * Logs in and waits until every guild is known.
 * @throws ParleyError `config_invalid` when Discord refuses token or intents, `discord_unreachable` when it cannot be
 *   reached or says nothing for {@link LOGIN_DEADLINE_MS}, `internal` when called off. The client has been left then.
 */
export async function logIn(client: Client, login: Login): Promise<Client<true>> {
  const { clock, signal } = login;
  let endWait = () => {};
  const ready = new Promise<Client<true>>((resolve, reject) => {
    let cancelDeadline: CancelTimer = () => {};
    const onProgress = () => {
      cancelDeadline();
      cancelDeadline = clock.after(LOGIN_DEADLINE_MS, () =>
        reject(unreachable(`it did not let the bot in within ${LOGIN_DEADLINE_MS / 1000} s`)),
      );
    };
    const onAbort = () => reject(new ParleyError('Starting was called off.', { code: 'internal' }));
    endWait = () => {
      cancelDeadline();
      client.off(Events.ShardReady, onProgress);
      signal?.removeEventListener('abort', onAbort);
    };
    client.once(Events.ClientReady, resolve);
    client.on(Events.ShardReady, onProgress);
    signal?.addEventListener('abort', onAbort);
    onProgress();
    void login.closed.then(reject);
    if (signal?.aborted === true) onAbort();
    else client.login(login.token).catch((error: unknown) => reject(loginError(error)));
  });
  try {
    return await ready;
  } catch (error) {
    await leaveDiscord(client, clock);
    throw error;
  } finally {
    endWait();
  }
}

/** `abandoned`: discord.js goes on by itself, and keeps the process, until the process is ended. */
export type Leaving = 'left' | 'abandoned';

/**
 * Leaves Discord, in a bounded time. A shard that is just connecting cannot be left: discord.js interrupts its own wait for
 * Discord's first words, takes that for a failure, and connects again.
 */
export async function leaveDiscord(client: Client, clock: Clock): Promise<Leaving> {
  const connecting = client.ws.shards.some(
    ({ status }) => status !== Status.Ready && status !== Status.Disconnected,
  );
  let cancel: CancelTimer = () => {};
  const late = new Promise<'late'>((resolve) => {
    cancel = clock.after(LEAVE_DEADLINE_MS, () => resolve('late'));
  });
  try {
    const outcome = await Promise.race([client.destroy(), late]);
    return connecting || outcome === 'late' ? 'abandoned' : 'left';
  } finally {
    cancel();
  }
}
