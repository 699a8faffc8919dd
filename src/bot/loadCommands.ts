import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { ParleyError } from '../errors.ts';
import type { Command } from './commandContract.ts';

/** The folder of the commands beside `src`: their sources under a test, their compiled form in `dist`. */
export const COMMANDS_FOLDER = new URL('../../commands/', import.meta.url);

const isFunction = (value: unknown) => typeof value === 'function';

/** An object of functions; what they are called with is the type's business. */
const functions = <Functions>(name: string) =>
  z.custom<Functions>(
    (value) => z.record(z.string(), z.custom(isFunction)).safeParse(value).success,
    `${name} holds something that is no function`,
  );

const commandSchema: z.ZodType<Command> = z.object({
  data: z.custom<Command['data']>(
    (data) =>
      z.looseObject({ name: z.string().min(1), description: z.string().min(1) }).safeParse(data).success,
    'data is no slash command: it needs a name and a description',
  ),
  run: z.custom<Command['run']>(isFunction, 'run is no function'),
  buttons: functions<NonNullable<Command['buttons']>>('buttons').optional(),
  complete: z.custom<NonNullable<Command['complete']>>(isFunction, 'complete is no function').optional(),
  components: functions<NonNullable<Command['components']>>('components').optional(),
  cooldown: z
    .union([
      z.literal(['none', 'noneForManagers']),
      z.object({ uses: z.number().int().min(1), withinMs: z.number().positive() }),
    ])
    .optional(),
});

const moduleSchema = z.object({ default: commandSchema }, { error: 'there is no default export' });

/**
 * Imports every command of the folder, in order of their names.
 * @throws ParleyError `internal` that names the file whose default export is no {@link Command}, or the name two files share.
 */
export async function loadCommands(folder: URL = COMMANDS_FOLDER): Promise<Command[]> {
  const files = (await readdir(folder)).filter(isCommandFile).sort();
  const commands = await Promise.all(files.map((file) => loadCommand(new URL(file, folder), file)));
  const names = new Set<string>();
  for (const { data } of commands) {
    if (names.has(data.name)) throw brokenCommand(`two commands are named ${data.name}`);
    names.add(data.name);
  }
  return commands;
}

/** Type declarations and source maps lie beside the compiled commands. */
function isCommandFile(file: string): boolean {
  return /\.[jt]s$/.test(file) && !file.endsWith('.d.ts');
}

async function loadCommand(url: URL, file: string): Promise<Command> {
  const module: unknown = await import(url.href);
  const parsed = moduleSchema.safeParse({ ...(typeof module === 'object' ? module : {}) });
  if (parsed.success) return parsed.data.default;
  const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw brokenCommand(`commands/${file} is no command (${why})`);
}

function brokenCommand(message: string): ParleyError {
  return new ParleyError(message, { code: 'internal' });
}
