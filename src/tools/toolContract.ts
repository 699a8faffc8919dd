import type { z } from 'zod';
import type { Person } from '../host/messages.ts';

/** What a tool may know and do: the conversation it was called in. */
export interface ToolContext {
  guildId: string;
  channelId: string;
  /** Whose turn is being answered, in the order in which they spoke: in their name, with their rights. */
  askedBy: readonly string[];
  /** Who is in the channel right now, the bot left out. */
  people(): Person[];
  /** Ends the conversation once what the model is saying was said. */
  leave(): void;
  /** Wall-clock time, for tools that tell it. */
  now(): Date;
}

/** A function the model may call. One a file; `defineTool` keeps argument type and schema together. */
export interface Tool {
  name: string;
  /** For the model: what it does and when to use it. */
  description: string;
  arguments: z.ZodType;
  /** Runs with arguments that passed the schema; the answer is given to the model as JSON text. */
  run(args: unknown, context: ToolContext): Promise<unknown>;
  /** May the model speak right after this call? False for `leave`. Default true. */
  respond?: boolean;
}

/** Binds a tool's arguments to their schema: `run` gets them parsed. */
export function defineTool<Schema extends z.ZodType>(definition: {
  name: string;
  description: string;
  arguments: Schema;
  run: (args: z.output<Schema>, context: ToolContext) => Promise<unknown>;
  respond?: boolean;
}): Tool {
  const { run, ...rest } = definition;
  return { ...rest, run: (args, context) => run(definition.arguments.parse(args), context) };
}
