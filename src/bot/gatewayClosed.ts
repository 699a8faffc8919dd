import { type Client, Events, GatewayCloseCodes, GatewayIntentBits } from 'discord.js';
import { ParleyError } from '../errors.ts';
import { tokenRefused } from './loginError.ts';

/**
 * Resolves when Discord's gateway is closed for good: discord.js connects no more then, and nothing more will be heard of
 * that shard's servers. Ask before logging in.
 */
export function gatewayClosed(client: Client): Promise<ParleyError> {
  return new Promise((resolve) => {
    client.once(Events.ShardDisconnect, ({ code }) => resolve(closeError(code, client.options.intents)));
  });
}

/** What to do about a close code after which Discord wants no reconnect (Discord's reference, "Gateway Close Event Codes"). */
function closeError(code: number, intents: Client['options']['intents']): ParleyError {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return tokenRefused();
    case GatewayCloseCodes.DisallowedIntents:
      return intents.has(GatewayIntentBits.MessageContent) ? contentRefused() : intentsRefused(code);
    case GatewayCloseCodes.InvalidIntents:
      return intentsRefused(code);
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

function intentsRefused(code: number): ParleyError {
  return new ParleyError(
    `Discord refused the bot's intents (close code ${code}); Parley needs Guilds and GuildVoiceStates.`,
    { code: 'config_invalid' },
  );
}

function contentRefused(): ParleyError {
  return new ParleyError(
    'Discord refused the Message Content Intent, which READ_THREADS=true needs. Switch it on: ' +
      'https://discord.com/developers/applications > your application > Bot > Message Content Intent; or set ' +
      'READ_THREADS=false.',
    { code: 'config_invalid' },
  );
}
