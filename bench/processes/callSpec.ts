import { z } from 'zod';

/** One thing a bench process can be asked: its name and what goes in and comes out, checked on both sides. */
export interface CallSpec<Input extends z.ZodType, Output extends z.ZodType> {
  name: string;
  input: Input;
  output: Output;
}

/** Names a call; see {@link CallSpec}. */
export function callSpec<Input extends z.ZodType, Output extends z.ZodType>(
  name: string,
  input: Input,
  output: Output,
): CallSpec<Input, Output> {
  return { name, input, output };
}

/** What crosses between a bench process and its parent. */
export const envelope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('answer'), id: z.number(), output: z.unknown() }),
  z.object({ kind: z.literal('failure'), id: z.number(), message: z.string() }),
  z.object({ kind: z.literal('event'), name: z.string(), data: z.unknown() }),
  z.object({ kind: z.literal('up') }),
]);
export type Envelope = z.infer<typeof envelope>;

/** What a process has used since it began, and holds now. */
export const processUsage = z.object({
  /** User and system time. */
  cpuMs: z.number(),
  /** Time its main thread was ready to run and got no core; see `waitedForCoreMs`. */
  waitedMs: z.number(),
  rssBytes: z.number(),
  /** After a garbage collection, when one was asked for. */
  heapUsedBytes: z.number(),
});
export type ProcessUsage = z.infer<typeof processUsage>;

/** Every bench process answers these. */
export const usageCall = callSpec('usage', z.object({ collect: z.boolean() }), processUsage);
export const exitCall = callSpec('exit', z.undefined(), z.undefined());
