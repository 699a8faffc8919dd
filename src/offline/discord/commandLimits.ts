import { ApplicationCommandOptionType, ApplicationCommandType, Locale } from 'discord-api-types/v10';
import { z } from 'zod';
import { parseForm } from './formErrors.ts';
import { asJsonObjects, type JsonObject } from './jsonObject.ts';

/** Discord's rule for names of slash commands and options (reference, "Application Command Naming"). */
const CHAT_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MAX_OPTIONS = 25;
const MAX_COMMANDS = 100;
const MAX_COMMAND_LENGTH = 8_000;

const NESTED_TYPES: ReadonlySet<number> = new Set([
  ApplicationCommandOptionType.Subcommand,
  ApplicationCommandOptionType.SubcommandGroup,
]);

const choiceSchema = z.looseObject({
  name: z.string().min(1).max(100),
  value: z.union([z.string().max(6_000), z.number()]),
});

const LOCALES: ReadonlySet<string> = new Set(Object.values(Locale));

/** Texts by locale (reference, "Localization"): of known locales, each within the limits of what it stands for. */
const localizations = (text: z.ZodType<string>) =>
  z
    .record(
      z.string().refine((locale) => LOCALES.has(locale), 'Locale is invalid'),
      text.nullable(),
    )
    .nullish();

const nameLocalizations = localizations(z.string().superRefine(checkChatName));
const descriptionLocalizations = localizations(z.string().min(1).max(100));

/** An option of a command. */
export interface CommandOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean | undefined;
  readonly choices?: { readonly name: string; readonly value: string | number }[] | null | undefined;
  readonly options?: CommandOption[] | null | undefined;
  readonly channel_types?: number[] | null | undefined;
  readonly min_value?: number | null | undefined;
  readonly max_value?: number | null | undefined;
  readonly min_length?: number | null | undefined;
  readonly max_length?: number | null | undefined;
  readonly autocomplete?: boolean | undefined;
}

export const commandOptionSchema: z.ZodType<CommandOption> = z.lazy(() =>
  z
    .looseObject({
      type: z.number().int().min(1).max(ApplicationCommandOptionType.Attachment),
      name: z.string().superRefine(checkChatName),
      description: z.string().min(1).max(100),
      name_localizations: nameLocalizations,
      description_localizations: descriptionLocalizations,
      required: z.boolean().optional(),
      choices: z.array(choiceSchema).max(MAX_OPTIONS).nullish(),
      options: z.array(commandOptionSchema).max(MAX_OPTIONS).superRefine(checkOptions).nullish(),
      channel_types: z.array(z.number().int()).nullish(),
      min_value: z.number().nullish(),
      max_value: z.number().nullish(),
      min_length: z.number().int().nullish(),
      max_length: z.number().int().nullish(),
      autocomplete: z.boolean().optional(),
    })
    .superRefine((option, context) => {
      if (option.options != null && option.options.length > 0 && !NESTED_TYPES.has(option.type))
        report(context, ['options'], 'BASE_TYPE_BAD_TYPE', 'Only subcommands and groups have options');
      if (option.autocomplete === true && (option.choices ?? []).length > 0)
        report(context, ['autocomplete'], 'AUTOCOMPLETE_WITH_CHOICES', 'Choices exclude autocomplete');
    }),
);

/** A command as a bot registers it; unknown keys are kept. */
export const commandSchema = z
  .looseObject({
    type: z.number().int().min(1).max(3).default(ApplicationCommandType.ChatInput),
    name: z.string().min(1).max(32),
    name_localizations: nameLocalizations,
    description: z.string().max(100).default(''),
    description_localizations: descriptionLocalizations,
    options: z.array(commandOptionSchema).max(MAX_OPTIONS).superRefine(checkOptions).nullish(),
    default_member_permissions: z.string().regex(/^\d+$/).nullish(),
    dm_permission: z.boolean().nullish(),
    nsfw: z.boolean().nullish(),
    contexts: z.array(z.number().int().min(0).max(2)).nullish(),
    integration_types: z.array(z.number().int().min(0).max(1)).nullish(),
  })
  .superRefine((command, context) => {
    if (command.type !== ApplicationCommandType.ChatInput) {
      if (command.description !== '')
        report(
          context,
          ['description'],
          'APPLICATION_COMMAND_INVALID_DESCRIPTION',
          'Only slash commands have one',
        );
      return;
    }
    if (!CHAT_NAME.test(command.name) || command.name !== command.name.toLowerCase())
      report(context, ['name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
    if (command.description === '')
      report(context, ['description'], 'BASE_TYPE_REQUIRED', 'This field is required');
    if (textLength(command) > MAX_COMMAND_LENGTH)
      report(
        context,
        [],
        'APPLICATION_COMMAND_TOO_LARGE',
        `Command exceeds ${MAX_COMMAND_LENGTH} characters`,
      );
  });

export type CommandForm = z.infer<typeof commandSchema>;

const commandListSchema = z
  .array(commandSchema)
  .max(MAX_COMMANDS)
  .superRefine((commands, context) => {
    const seen = new Set<string>();
    commands.forEach((command, index) => {
      const key = `${command.type}/${command.name}`;
      if (seen.has(key))
        report(
          context,
          [index],
          'APPLICATION_COMMANDS_DUPLICATE_NAME',
          'Application command names must be unique',
        );
      seen.add(key);
    });
  });

/** Reads one command, or throws Discord's 50035. */
export function readCommand(body: unknown): CommandForm {
  return parseForm(commandSchema, body);
}

/** Reads a bulk overwrite, or throws Discord's 50035 with the index of each bad command. */
export function readCommands(body: unknown): CommandForm[] {
  return parseForm(commandListSchema, body);
}

/** A command as Discord lists it for whoever does not ask `with_localizations`. */
export function withoutLocalizations(command: JsonObject): JsonObject {
  const { name_localizations: _, description_localizations: __, options, ...rest } = command;
  const nested = Array.isArray(options) ? { options: asJsonObjects(options).map(withoutLocalizations) } : {};
  return { ...rest, ...nested };
}

/** The command as Discord stores and returns it. */
export function storedCommand(
  form: CommandForm,
  ids: { id: string; version: string; applicationId: string; guildId: string | undefined },
): JsonObject {
  return {
    name_localizations: null,
    description_localizations: null,
    default_member_permissions: null,
    nsfw: false,
    integration_types: [0],
    contexts: null,
    ...(ids.guildId === undefined ? { dm_permission: true } : { guild_id: ids.guildId }),
    ...form,
    id: ids.id,
    application_id: ids.applicationId,
    version: ids.version,
  };
}

function checkChatName(name: string, context: z.RefinementCtx): void {
  if (CHAT_NAME.test(name) && name === name.toLowerCase()) return;
  report(context, [], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

function checkOptions(options: CommandOption[], context: z.RefinementCtx): void {
  const names = new Set<string>();
  let optionalSeen = false;
  options.forEach((option, index) => {
    if (names.has(option.name))
      report(
        context,
        [index, 'name'],
        'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
        'Option name already exists',
      );
    names.add(option.name);
    if (option.required === true && optionalSeen)
      report(
        context,
        [index],
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    optionalSeen ||= option.required !== true;
  });
}

function textLength(command: {
  name: string;
  description: string;
  options?: CommandOption[] | null | undefined;
}): number {
  const options = (command.options ?? []).reduce((sum, option) => {
    const choices = (option.choices ?? []).reduce(
      (inner, { name, value }) => inner + name.length + String(value).length,
      0,
    );
    return sum + textLength(option) + choices;
  }, 0);
  return command.name.length + command.description.length + options;
}

function report(context: z.RefinementCtx, path: PropertyKey[], formCode: string, message: string): void {
  context.addIssue({ code: 'custom', path, message, params: { formCode } });
}
