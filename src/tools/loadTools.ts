import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { ParleyError } from '../errors.ts';
import { defineTool, type Tool, type ToolInput } from './toolContract.ts';

const MAX_DESCRIPTION = 1024;
const MAX_TIME_LIMIT_MS = 600_000;

const isFunction = (value: unknown) => typeof value === 'function';

/** The tool's own run function takes what its own schema parsed, which no type can tell from here. */
const inputSchema = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'is no name: letters, digits, _ and - (at most 64)'),
  description: z.string().min(1).max(MAX_DESCRIPTION),
  arguments: z.custom<z.ZodType>((value) => value instanceof z.ZodType, 'is no zod schema'),
  result: z.custom<z.ZodType>((value) => value instanceof z.ZodType, 'is no zod schema').optional(),
  mayUse: z
    .union([z.enum(['everyone', 'admins', 'owner']), z.object({ roles: z.array(z.string()).min(1) })], {
      error: 'is none of everyone, admins, owner, { roles: [...] }',
    })
    .optional(),
  needsYes: z.boolean().optional(),
  timeLimitMs: z.number().int().positive().max(MAX_TIME_LIMIT_MS).optional(),
  speaks: z.boolean().optional(),
  privateArguments: z.boolean().optional(),
  callsPerMinute: z.number().int().positive().optional(),
  run: z.custom<ToolInput<z.ZodType, z.ZodType>['run']>(isFunction, 'is no function'),
});

const moduleSchema = z.object(
  { default: z.custom<(parts: { z: typeof z }) => unknown>(isFunction, 'is no function ({ z }) => tool') },
  { error: 'there is no default export' },
);

/**
 * Imports every tool of the folder: JavaScript modules whose default export is `({ z }) => tool`.
 * @param taken names that are given already
 * @throws ParleyError `config_invalid` that names every file that is no tool, and why
 */
export async function loadTools(folder: string, taken: ReadonlySet<string>): Promise<Tool[]> {
  const problems: string[] = [];
  const tools: Tool[] = [];
  const names = new Set(taken);
  for (const file of await filesOf(folder)) {
    try {
      const tool = await loadTool(join(resolve(folder), file));
      if (names.has(tool.name)) throw new Error(`there is a tool named ${tool.name} already`);
      names.add(tool.name);
      tools.push(tool);
    } catch (error) {
      problems.push(`  ${file}: ${reasonOf(error)}`);
    }
  }
  if (problems.length === 0) return tools;
  throw new ParleyError(['Tools of TOOLS_DIR cannot be loaded:', ...problems].join('\n'), {
    code: 'config_invalid',
  });
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => /\.m?js$/.test(file)).sort();
  } catch (cause) {
    throw new ParleyError('TOOLS_DIR names a folder that cannot be read.', { code: 'config_invalid', cause });
  }
}

async function loadTool(path: string): Promise<Tool> {
  const module: unknown = await import(pathToFileURL(path).href);
  const { default: make } = moduleSchema.parse({ ...(typeof module === 'object' ? module : {}) });
  const { result, mayUse, needsYes, timeLimitMs, speaks, privateArguments, callsPerMinute, ...input } =
    inputSchema.parse(make({ z }));
  return defineTool({
    ...input,
    ...(result === undefined ? {} : { result }),
    ...(mayUse === undefined ? {} : { mayUse }),
    ...(needsYes === undefined ? {} : { needsYes }),
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    ...(speaks === undefined ? {} : { speaks }),
    ...(privateArguments === undefined ? {} : { privateArguments }),
    ...(callsPerMinute === undefined ? {} : { callsPerMinute }),
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.') || 'the tool'} ${message}`).join('; ');
  }
  return error instanceof Error ? error.message : 'it could not be imported';
}
