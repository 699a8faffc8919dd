import { type Client, Events, GatewayCloseCodes } from 'discord.js';
import { ParleyError } from '../errors.ts';
import { tokenRefused } from './loginError.ts';

/**
 * Resolves when Discord's gateway is closed for good: discord.js connects no more then, and nothing more will be heard of
 * that shard's servers. Ask before logging in.
 */
export function gatewayClosed(client: Client): Promise<ParleyError> {
  return new Promise((resolve) => {
    client.once(Events.ShardDisconnect, ({ code }) => resolve(closeError(code)));
  });
}

/** What to do about a close code after which Discord wants no reconnect (Discord's reference, "Gateway Close Event Codes"). */
function closeError(code: number): ParleyError {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return tokenRefused();
    case GatewayCloseCodes.InvalidIntents:
    case GatewayCloseCodes.DisallowedIntents:
      return new ParleyError(
        `Discord refused the bot's intents (close code ${code}); Parley needs Guilds and GuildVoiceStates.`,
        { code: 'config_invalid' },
      );
    case GatewayCloseCodes.InvalidAPIVersion:
      return new ParleyError(
        `Discord no longer speaks the version of its gateway that this Parley uses (close code ${code}): update Parley.`,
        { code: 'discord_unreachable' },
      );
    default:
      return new ParleyError(
        `Discord closed the bot's session for good (close code ${code}): start Parley again.`,
        {
          code: 'discord_unreachable',
          retryable: true,
        },
      );
  }
}
