import type { CallToolResult, Tool as McpToolInfo } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { clipText } from '../clipText.ts';
import { defineTool, type Tool } from '../toolContract.ts';
import type { McpServerConfig } from './mcpConfig.ts';

/** Realtime servers take no longer names. */
const MAX_NAME = 64;
const MAX_DESCRIPTION = 800;
/** A schema larger than this costs more at every turn than its tool is worth. */
const MAX_SCHEMA_CHARACTERS = 12_000;
/** More text than this is not even looked at: the model is given far less. */
const MAX_TEXT = 200_000;

/** Calls a tool of the server, wherever its connection is at that moment. */
export type McpCall = (
  name: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<CallToolResult>;

/** The tool's name for the model: `SERVER__TOOL`. */
export function mcpToolName(server: string, tool: string): string {
  return `${server}__${tool}`.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, MAX_NAME);
}

/** A server's tool as one of ours; `undefined`: it is not allowed, or cannot be described within bounds. */
export function mcpTool(config: McpServerConfig, info: McpToolInfo, call: McpCall): Tool | undefined {
  if (config.allow !== undefined && !config.allow.has(info.name)) return undefined;
  const { $schema: _, ...parameters } = info.inputSchema;
  if (JSON.stringify(parameters).length > MAX_SCHEMA_CHARACTERS) return undefined;
  return defineTool({
    name: mcpToolName(config.name, info.name),
    description: clipText(info.description ?? info.title ?? info.name, MAX_DESCRIPTION),
    arguments: z.record(z.string(), z.unknown()),
    parameters,
    mayUse: config.mayUse,
    needsYes: needsYes(config, info),
    timeLimitMs: config.timeLimitMs,
    run: async (args, { signal }) => {
      const result = await call(info.name, args, signal);
      const text = textOf(result);
      return result.isError === true ? { failed: true, text } : text;
    },
  });
}

/**
 * May the model's own server call it by itself? Such a call is made even for an answer that nobody will hear: unless the operator has
 * said which tools need a yes, only those are called that say of themselves that they change nothing.
 */
export function runsUnasked(config: McpServerConfig, info: McpToolInfo): boolean {
  if (config.mayUse !== 'everyone' || needsYes(config, info)) return false;
  return config.needsYes !== undefined || info.annotations?.readOnlyHint === true;
}

function needsYes({ needsYes }: McpServerConfig, info: McpToolInfo): boolean {
  if (needsYes === undefined) return info.annotations?.destructiveHint === true;
  return typeof needsYes === 'boolean' ? needsYes : needsYes.has(info.name);
}

/** What of a result can be told: its text; of everything else that it is there. */
function textOf({ content, structuredContent }: CallToolResult): string {
  const parts = content.map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type === 'resource' && 'text' in part.resource) return part.resource.text;
    return part.type === 'resource_link' ? part.uri : `(${part.type}, which cannot be told)`;
  });
  const text = parts.join('\n');
  return clipText(
    text === '' && structuredContent !== undefined ? JSON.stringify(structuredContent) : text,
    MAX_TEXT,
  );
}
