import type { EnvironmentReader } from './environmentReader.ts';
import { isReadableOnTheWay } from './loopback.ts';
import { address, flag, secret, snowflake } from './schemas.ts';

/** How the bot reaches Discord. */
export interface DiscordConfig {
  /** Secret: never logged. */
  token: string;
  /** Commands are registered in this server at once; `undefined`: everywhere. */
  guildId: string | undefined;
  /** REST base without version, as discord.js's `rest.api`; `undefined`: Discord's own. */
  apiUrl: string | undefined;
  /** What people write beside a running transcript reaches the model; needs the privileged intent "message content". */
  readThreads: boolean;
}

/** Reads the `DISCORD_*` variables; what is wrong is noted at the reader. */
export function readDiscordConfig(reader: EnvironmentReader): DiscordConfig {
  if (!reader.text('DISCORD_TOKEN')) reader.problem('DISCORD_TOKEN', 'is missing');
  const apiUrl = reader.value<string | undefined>('DISCORD_API_URL', address(['https:', 'http:']), undefined);
  if (apiUrl !== undefined && isReadableOnTheWay(apiUrl)) {
    reader.problem('DISCORD_API_URL', 'would send the token unencrypted over the network');
  }
  return {
    token: reader.value('DISCORD_TOKEN', secret, ''),
    guildId: reader.value<string | undefined>('DISCORD_GUILD_ID', snowflake, undefined),
    // discord.js appends `/v10/...`: a slash at the end would double.
    apiUrl: apiUrl?.replace(/\/+$/, ''),
    readThreads: reader.value('READ_THREADS', flag, false),
  };
}
