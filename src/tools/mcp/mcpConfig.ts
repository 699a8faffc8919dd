import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ParleyError } from '../../errors.ts';
import type { ToolAudience } from '../toolContract.ts';

/** How a server is reached: as a child process that speaks over its standard streams, or over HTTP. */
export type McpAddress =
  | { kind: 'stdio'; command: string; args: readonly string[]; env: Readonly<Record<string, string>> }
  | { kind: 'http'; url: string; headers: Readonly<Record<string, string>> };

/** One MCP server as the operator wants it used. `env` and `headers` are secret: never logged. */
export interface McpServerConfig {
  /** Begins the names of its tools. */
  name: string;
  address: McpAddress;
  /** Its tools that may be used; `undefined`: all. */
  allow: ReadonlySet<string> | undefined;
  mayUse: ToolAudience;
  /** Its tools that need a yes: all, those named, or (`undefined`) those that say of themselves that they destroy. */
  needsYes: boolean | ReadonlySet<string> | undefined;
  timeLimitMs: number;
  /** The model's own server may call by itself what of it everybody may use without a yes, where the dialect has that. */
  native: boolean;
}

const DEFAULT_TIME_LIMIT_MS = 30_000;
const MAX_TIME_LIMIT_MS = 600_000;

const common = {
  allow: z.array(z.string()).optional(),
  mayUse: z
    .union([z.enum(['everyone', 'admins', 'owner']), z.object({ roles: z.array(z.string()).min(1) })])
    .default('everyone'),
  needsYes: z.union([z.boolean(), z.array(z.string())]).optional(),
  timeLimitMs: z.number().int().min(1000).max(MAX_TIME_LIMIT_MS).default(DEFAULT_TIME_LIMIT_MS),
};

const stdioSchema = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  ...common,
});

const httpSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).default({}),
  native: z.boolean().default(false),
  ...common,
});

const nameSchema = z.string().regex(/^[a-zA-Z0-9-]{1,20}$/, 'is no name: letters, digits and - (at most 20)');
const fileSchema = z.strictObject({ mcpServers: z.record(nameSchema, z.union([stdioSchema, httpSchema])) });

/**
 * Reads the servers from a JSON file of the usual shape: `{"mcpServers": {NAME: {command, args, env} or {url, headers}}}`.
 * @throws ParleyError `config_invalid` that says where the file is wrong, without its values
 */
export async function loadMcpConfig(path: string): Promise<McpServerConfig[]> {
  const parsed = fileSchema.safeParse(await readJson(path));
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw invalid(['The file that MCP_CONFIG names is wrong:', ...lines].join('\n'));
  }
  return Object.entries(parsed.data.mcpServers).map(([name, server]) => {
    const { allow, mayUse, needsYes, timeLimitMs } = server;
    return {
      name,
      address:
        'url' in server
          ? { kind: 'http', url: server.url, headers: server.headers }
          : { kind: 'stdio', command: server.command, args: server.args, env: server.env },
      allow: allow === undefined ? undefined : new Set(allow),
      mayUse,
      needsYes: Array.isArray(needsYes) ? new Set(needsYes) : needsYes,
      timeLimitMs,
      native: 'native' in server && server.native,
    };
  });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw invalid(`The file that MCP_CONFIG names ${why}.`, cause);
  }
}

function invalid(message: string, cause?: unknown): ParleyError {
  return new ParleyError(message, { code: 'config_invalid', cause });
}
