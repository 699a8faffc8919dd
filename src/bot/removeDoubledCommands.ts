import { ApplicationCommandType, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import { z } from 'zod';
import { discordErrorCode } from './loggableError.ts';

/** Looking is one request a server: a bot in more of them was hardly registered in each by hand. */
const MAX_GUILDS = 25;

const presentSchema = z.array(z.object({ id: z.string(), name: z.string(), type: z.number() }));

/** Which commands are to be looked for, and where they are registered now. */
export interface DoubledCommands {
  applicationId: string;
  /** Where the commands are registered now: in this server, or (`undefined`) everywhere. */
  guildId: string | undefined;
  /** The servers the bot is in. */
  guildIds: readonly string[];
  names: ReadonlySet<string>;
}

/**
 * Removes our commands from where an earlier start registered them: people of a server see what is registered in it beside
 * what is registered everywhere, so every command would be there twice. Commands of other names are left alone. Answers
 * how many were removed.
 * @throws AggregateError when a place could not be looked at or tidied; the others have been
 */
export async function removeDoubledCommands(rest: REST, doubled: DoubledCommands): Promise<number> {
  const { applicationId, guildId, guildIds } = doubled;
  const places =
    guildId === undefined
      ? guildIds.slice(0, MAX_GUILDS).map((id) => Routes.applicationGuildCommands(applicationId, id))
      : [Routes.applicationCommands(applicationId)];
  const outcomes = await Promise.allSettled(places.map((place) => removeFrom(rest, place, doubled.names)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} places were not tidied`);
  return outcomes.reduce((sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value : 0), 0);
}

async function removeFrom(rest: REST, place: `/${string}`, names: ReadonlySet<string>): Promise<number> {
  const present = presentSchema.parse(await commandsAt(rest, place));
  const ours = present.filter(
    ({ name, type }) => type === ApplicationCommandType.ChatInput && names.has(name),
  );
  await Promise.all(ours.map(({ id }) => rest.delete(`${place}/${id}`)));
  return ours.length;
}

/** Where the bot was invited without the scope for commands, there are none. */
async function commandsAt(rest: REST, place: `/${string}`): Promise<unknown> {
  try {
    return await rest.get(place);
  } catch (error) {
    if (discordErrorCode(error) === RESTJSONErrorCodes.MissingAccess) return [];
    throw error;
  }
}
