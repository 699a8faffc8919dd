import { isDeepStrictEqual } from 'node:util';
import { type REST, type RESTPostAPIChatInputApplicationCommandsJSONBody, Routes } from 'discord.js';
import { z } from 'zod';

/** Otherwise Discord leaves them out, and every start would find the commands changed. */
const WITH_LOCALIZATIONS = new URLSearchParams({ with_localizations: 'true' });

const localizations = z
  .record(z.string(), z.string().nullable())
  .nullish()
  .transform((known) => known ?? {});

/** What makes two options the same to a person; Discord adds and leaves out the rest as it likes. */
const optionSchema = z.object({
  type: z.number(),
  name: z.string(),
  name_localizations: localizations,
  description: z.string().default(''),
  description_localizations: localizations,
  required: z.boolean().default(false),
  channel_types: z.array(z.number()).default([]),
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).default([]),
  min_value: z.number().optional(),
  max_value: z.number().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
  autocomplete: z.boolean().default(false),
  get options() {
    return z.array(optionSchema).default([]);
  },
});

const commandSchema = z.object({
  type: z.number().default(1),
  name: z.string(),
  name_localizations: localizations,
  description: z.string().default(''),
  description_localizations: localizations,
  options: z.array(optionSchema).default([]),
  default_member_permissions: z
    .string()
    .nullish()
    .transform((permissions) => permissions ?? null),
  contexts: z
    .array(z.number())
    .nullish()
    .transform((contexts) => contexts ?? null),
});

const commandsSchema = z
  .array(commandSchema)
  .transform((commands) => commands.sort((a, b) => a.name.localeCompare(b.name)));

type CommandData = RESTPostAPIChatInputApplicationCommandsJSONBody;

/**
 * Makes Discord know just these commands: in one server at once, or everywhere. Says whether anything had to be changed;
 * writing what is there already would use up the daily limit of changes at every start.
 * @throws whatever the requests failed with
 */
export async function registerCommands(
  rest: REST,
  applicationId: string,
  guildId: string | undefined,
  commands: readonly CommandData[],
): Promise<'changed' | 'unchanged'> {
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  const body = guildId === undefined ? commands : commands.map(withoutContexts);
  const present = commandsSchema.safeParse(await rest.get(route, { query: WITH_LOCALIZATIONS }));
  // As it will be sent: builders leave fields in that are undefined.
  const wanted = commandsSchema.parse(JSON.parse(JSON.stringify(body)));
  if (present.success && isDeepStrictEqual(present.data, wanted)) return 'unchanged';
  await rest.put(route, { body });
  return 'changed';
}

/** A command of one server is of no other context: Discord knows the field for global commands only. */
function withoutContexts({ contexts: _, integration_types: __, ...command }: CommandData): CommandData {
  return command;
}
