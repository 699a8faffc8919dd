import { z } from 'zod';
import { readAs } from '../readAs.ts';
import type { ToolDefinition } from '../realtime/modelSettings.ts';
import type { Tool } from './toolContract.ts';

/** Realtime servers take no more functions than this in one session. */
const MAX_DEFINITIONS = 128;

/** Arguments that passed the tool's schema, or why they did not. */
export type ParsedArguments = { valid: true; value: unknown } | { valid: false; why: string };

/** Tools that come and go while Parley runs, such as those of another program. */
export interface ToolSource {
  readonly tools: readonly Tool[];
}

/** The functions there are. Where two have one name, the one that was there first counts. */
export class ToolRegistry {
  readonly #tools: readonly Tool[];
  readonly #sources: readonly ToolSource[];

  /** @throws Error when two of `tools` have the same name. */
  constructor(tools: readonly Tool[], sources: readonly ToolSource[] = []) {
    const names = new Set<string>();
    for (const { name } of tools) {
      if (names.has(name)) throw new Error(`two tools are named ${name}`);
      names.add(name);
    }
    this.#tools = tools;
    this.#sources = sources;
  }

  /** Every tool there is at this moment. */
  get all(): readonly Tool[] {
    const byName = new Map<string, Tool>();
    for (const tool of [...this.#tools, ...this.#sources.flatMap(({ tools }) => tools)]) {
      if (!byName.has(tool.name)) byName.set(tool.name, tool);
    }
    return [...byName.values()];
  }

  find(name: string): Tool | undefined {
    return this.all.find((tool) => tool.name === name);
  }

  /** What a model is told about the tools, those that are switched off left out. */
  definitions(off: ReadonlySet<string> = new Set()): ToolDefinition[] {
    return this.all
      .filter(({ name }) => !off.has(name))
      .slice(0, MAX_DEFINITIONS)
      .map(describeTool);
  }
}

/** Reads the arguments of a call; models leave them empty for a function without any, or send `null`. */
export function parseArguments(tool: Tool, argumentsJson: string): ParsedArguments {
  let value: unknown;
  try {
    value = argumentsJson.trim() === '' ? {} : (JSON.parse(argumentsJson) ?? {});
  } catch {
    return { valid: false, why: 'the arguments are not valid JSON' };
  }
  const parsed = readAs(tool.arguments, value, 'arguments');
  return parsed.success ? { valid: true, value } : { valid: false, why: parsed.why };
}

function describeTool(tool: Tool): ToolDefinition {
  const { name, description } = tool;
  if (tool.parameters !== undefined) return { name, description, parameters: tool.parameters };
  // `$schema` names the JSON schema draft; realtime servers neither need nor all accept it.
  const { $schema: _, ...parameters } = z.toJSONSchema(tool.arguments, { io: 'input' });
  return { name, description, parameters };
}
