import { z } from 'zod';
import type { Person } from '../host/messages.ts';

/** Who may use a tool. `admins` may manage the server, `owner` owns it, `roles` are names or ids of the server's roles. */
export type ToolAudience = 'everyone' | 'admins' | 'owner' | { roles: readonly string[] };

/** Somewhere a tool wants the conversation to go; `refused` is a sentence that says why not. */
export type MoveAnswer = { moved: true; channelName: string } | { moved: false; refused: string };

/** What a tool may know and do: the conversation it was called in, in the name of who asked. */
export interface ToolContext {
  guildId: string;
  channelId: string;
  /** Where what is written goes: the text channel the conversation was begun from. */
  textChannelId: string;
  /** Whose turn is being answered, in the order in which they spoke: in their name, with their rights. */
  askedBy: readonly string[];
  /** Aborted when the call is cancelled or has taken too long: stop then. */
  signal: AbortSignal;
  /** May all who asked have things done that are for these people alone? */
  mayAll(audience: ToolAudience): boolean;
  /** Who is in the channel right now, the bot left out. */
  people(): Person[];
  /** Ends the conversation once what the model is saying was said. */
  leave(): void;
  /**
   * Writes a message to the text channel; nobody is notified by it.
   * @throws ParleyError `tool_failed` when the bot may not write there.
   */
  post(text: string): Promise<void>;
  /**
   * Puts a poll into the text channel, open for so many hours.
   * @throws ParleyError `tool_failed` when the bot may not do that there.
   */
  poll(question: string, answers: readonly string[], hours: number): Promise<void>;
  /** Moves to the voice channel of this name, or to where the person who asked is now. */
  move(channelName: string | undefined): Promise<MoveAnswer>;
  /** Wall-clock time, for tools that tell it. */
  now(): Date;
}

/** A function the model may call. One a file; {@link defineTool} keeps types and schemas together. */
export interface Tool {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  /** For the model: what it does and when to use it. */
  readonly description: string;
  readonly arguments: z.ZodType;
  /** The JSON schema of the arguments where it does not come from `arguments`, as with tools of other programs. */
  readonly parameters?: Record<string, unknown>;
  readonly mayUse: ToolAudience;
  /** Runs only after the person who asked has said yes to this call with these arguments. */
  readonly needsYes: boolean;
  /** It is given up after so long. */
  readonly timeLimitMs: number;
  /** May the model speak about the result? */
  readonly speaks: boolean;
  /** The audit keeps the names of its arguments only. */
  readonly privateArguments: boolean;
  /** Calls a person may make within a minute. */
  readonly callsPerMinute: number;
  /** Runs with arguments that passed the schema; the result has passed the result's schema. */
  run(args: unknown, context: ToolContext): Promise<unknown>;
}

/** A tool as its author writes it; what is left out is what {@link defineTool} says. */
export interface ToolInput<Args extends z.ZodType, Result extends z.ZodType> {
  name: string;
  description: string;
  arguments: Args;
  /** What `run` answers; left out: anything JSON can hold. */
  result?: Result;
  parameters?: Record<string, unknown>;
  mayUse?: ToolAudience;
  needsYes?: boolean;
  timeLimitMs?: number;
  speaks?: boolean;
  privateArguments?: boolean;
  callsPerMinute?: number;
  run: (args: z.output<Args>, context: ToolContext) => Promise<z.input<Result>>;
}

/** What a tool has ten seconds for, people may wait for. */
export const DEFAULT_TIME_LIMIT_MS = 10_000;

const DEFAULT_CALLS_PER_MINUTE = 20;

/**
 * Completes a tool: everyone may use it, it needs no yes, has {@link DEFAULT_TIME_LIMIT_MS}, the model speaks about it, and its
 * arguments are kept in the audit, unless its author says otherwise.
 */
export function defineTool<Args extends z.ZodType, Result extends z.ZodType = z.ZodUnknown>(
  input: ToolInput<Args, Result>,
): Tool {
  const { run, result, ...rest } = input;
  const resultSchema = result ?? z.unknown();
  return {
    mayUse: 'everyone',
    needsYes: false,
    timeLimitMs: DEFAULT_TIME_LIMIT_MS,
    speaks: true,
    privateArguments: false,
    callsPerMinute: DEFAULT_CALLS_PER_MINUTE,
    ...rest,
    run: async (args, context) => resultSchema.parse(await run(input.arguments.parse(args), context)),
  };
}
