import { type Client, RESTJSONErrorCodes } from 'discord.js';
import type { Config } from '../config.ts';
import { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import type { Command } from './commandContract.ts';
import { discordErrorCode, loggableError } from './loggableError.ts';
import { registerCommands } from './registerCommands.ts';
import { removeDoubledCommands } from './removeDoubledCommands.ts';

/** Registers the commands. A refusal that only a person can mend is told at once; a passing failure must not keep the bot away. */
export async function makeKnown(
  client: Client<true>,
  { discord }: Config,
  commands: readonly Command[],
  log: Logger,
): Promise<void> {
  const data = commands.map((command) => command.data);
  try {
    const outcome = await registerCommands(client.rest, client.application.id, discord.guildId, data);
    log.info({ outcome, guildId: discord.guildId }, 'the slash commands are registered');
    // Only now: whatever fails, people keep one of the two.
    await tidy(client, discord.guildId, commands, log);
  } catch (error) {
    const refused: (number | string)[] = [RESTJSONErrorCodes.MissingAccess, RESTJSONErrorCodes.UnknownGuild];
    if (discord.guildId !== undefined && refused.includes(discordErrorCode(error) ?? '')) {
      throw new ParleyError(
        'The commands cannot be registered in the server that DISCORD_GUILD_ID names: invite the bot there, with the ' +
          'scopes "bot" and "applications.commands", or correct the id.',
        { code: 'config_invalid' },
      );
    }
    log.error(
      { err: loggableError(error) },
      'the slash commands could not be registered; those known before still work',
    );
  }
}

/** Takes our commands away from where they were registered before. Where that fails people see them twice, no worse. */
async function tidy(
  client: Client<true>,
  guildId: string | undefined,
  commands: readonly Command[],
  log: Logger,
): Promise<void> {
  try {
    const removed = await removeDoubledCommands(client.rest, {
      applicationId: client.application.id,
      guildId,
      guildIds: [...client.guilds.cache.keys()],
      names: new Set(commands.map(({ data }) => data.name)),
    });
    if (removed > 0) log.info({ removed }, 'slash commands that were registered twice were removed');
  } catch (error) {
    const causes = error instanceof AggregateError ? error.errors : [error];
    log.warn({ errors: causes.map(loggableError) }, 'slash commands may be registered twice');
  }
}
