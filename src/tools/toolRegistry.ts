import { z } from 'zod';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { ToolDefinition } from '../realtime/modelSettings.ts';
import type { Tool, ToolContext } from './toolContract.ts';

/** A tool that has not answered by then is given up: people wait in silence meanwhile. */
export const TOOL_TIMEOUT_MS = 10_000;

/** The longest answer the model is given, in characters of JSON: everything in it is billed again at every turn. */
export const MAX_TOOL_OUTPUT_CHARACTERS = 16_000;

/** What a tool call came to: JSON text for the model, and whether it may speak now. */
export interface ToolOutcome {
  output: string;
  respond: boolean;
}

/** The functions the model may call. Failures of any kind become output, so that the model can say what went wrong. */
export class ToolRegistry {
  /** What the model is told about the tools. */
  readonly definitions: ToolDefinition[];
  readonly #tools = new Map<string, Tool>();
  readonly #clock: Clock;
  readonly #log: Logger;

  /** @throws Error when two tools have the same name. */
  constructor(tools: readonly Tool[], clock: Clock, log: Logger) {
    for (const tool of tools) {
      if (this.#tools.has(tool.name)) throw new Error(`two tools are named ${tool.name}`);
      this.#tools.set(tool.name, tool);
    }
    this.#clock = clock;
    this.#log = log;
    this.definitions = tools.map(describeTool);
  }

  /** Runs a call of the model (name and arguments are untrusted). Never throws, and answers within {@link TOOL_TIMEOUT_MS}. */
  async run(name: string, argumentsJson: string, context: ToolContext): Promise<ToolOutcome> {
    const tool = this.#tools.get(name);
    if (tool === undefined) {
      return failure(`there is no tool of that name; there are: ${[...this.#tools.keys()].join(', ')}`);
    }
    const args = parseArguments(tool, argumentsJson);
    if (!args.valid) return failure(args.why);
    try {
      const result = await this.#withinTimeout(tool.run(args.value, context));
      const output = JSON.stringify(result) ?? 'null';
      if (output.length > MAX_TOOL_OUTPUT_CHARACTERS) return failure('the answer is too long; ask for less');
      return { output, respond: tool.respond ?? true };
    } catch (error) {
      this.#log.warn({ err: error, tool: name }, 'a tool failed');
      return failure(error instanceof ToolTimeout ? error.message : 'the tool failed; it may work later');
    }
  }

  async #withinTimeout(running: Promise<unknown>): Promise<unknown> {
    let cancel: CancelTimer = () => {};
    const timeout = new Promise<never>((_, reject) => {
      cancel = this.#clock.after(TOOL_TIMEOUT_MS, () => reject(new ToolTimeout()));
    });
    try {
      return await Promise.race([running, timeout]);
    } finally {
      cancel();
    }
  }
}

class ToolTimeout extends Error {
  constructor() {
    super('the tool took too long and was given up');
  }
}

function describeTool(tool: Tool): ToolDefinition {
  // `$schema` names the JSON schema draft; realtime servers neither need nor all accept it.
  const { $schema: _, ...parameters } = z.toJSONSchema(tool.arguments, { io: 'input' });
  return { name: tool.name, description: tool.description, parameters };
}

type ParsedArguments = { valid: true; value: unknown } | { valid: false; why: string };

/** Models leave the arguments of a function without any empty, or send `null`. */
function parseArguments(tool: Tool, argumentsJson: string): ParsedArguments {
  let value: unknown;
  try {
    value = argumentsJson.trim() === '' ? {} : (JSON.parse(argumentsJson) ?? {});
  } catch {
    return { valid: false, why: 'the arguments are not valid JSON' };
  }
  const parsed = tool.arguments.safeParse(value);
  if (parsed.success) return { valid: true, value };
  const why = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
  return { valid: false, why: why.join('; ') };
}

/** The model may always speak after a failure: it has something to explain. */
function failure(error: string): ToolOutcome {
  return { output: JSON.stringify({ error }), respond: true };
}
