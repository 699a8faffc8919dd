import { DiscordAPIError, DiscordjsError, DiscordjsErrorCodes } from 'discord.js';
import { ParleyError } from '../errors.ts';

const HTTP_UNAUTHORIZED = 401;

/** The token is wrong, or was good and has been reset. */
export function tokenRefused(): ParleyError {
  return new ParleyError(
    'Discord refused DISCORD_TOKEN. Make a new one: https://discord.com/developers/applications > your application > ' +
      'Bot > Reset Token',
    { code: 'config_invalid' },
  );
}

/** What discord.js's login failed with, as a person can mend it. Holds no token. */
export function loginError(error: unknown): ParleyError {
  const refused =
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
    (error instanceof DiscordAPIError && error.status === HTTP_UNAUTHORIZED);
  if (refused) return tokenRefused();
  // The cause is left out on purpose: a failed request carries its headers, and these the token.
  return unreachable(error instanceof Error ? error.message : String(error));
}

/** Discord cannot be reached; trying again later may help. */
export function unreachable(why: string): ParleyError {
  return new ParleyError(
    `Discord cannot be reached (${why}). Check the network, and DISCORD_API_URL if set.`,
    {
      code: 'discord_unreachable',
      retryable: true,
    },
  );
}
