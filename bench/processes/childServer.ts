import type { z } from 'zod';
import {
  type CallSpec,
  type Envelope,
  envelope,
  exitCall,
  type ProcessUsage,
  usageCall,
} from './callSpec.ts';
import { waitedForCoreMs } from './waitedForCore.ts';

/** A call with what answers it, its input checked. */
export interface CallHandler {
  name: string;
  run(input: unknown): Promise<unknown>;
}

/** Binds a call to what answers it. */
export function answers<Input extends z.ZodType, Output extends z.ZodType>(
  spec: CallSpec<Input, Output>,
  handle: (input: z.output<Input>) => z.input<Output> | Promise<z.input<Output>>,
): CallHandler {
  return { name: spec.name, run: async (input) => handle(spec.input.parse(input)) };
}

/** Makes this process answer its parent; it ends with the parent, or when told to. */
export function serveCalls(handlers: readonly CallHandler[]): void {
  const all = [
    ...handlers,
    answers(usageCall, ({ collect }) => usage(collect)),
    answers(exitCall, () => {
      setImmediate(() => process.exit(0));
      return undefined;
    }),
  ];
  process.on('message', (raw) => {
    const message = envelope.safeParse(raw);
    if (!message.success || message.data.kind !== 'call') return;
    const { id, name, input } = message.data;
    const handler = all.find((one) => one.name === name);
    const answered = handler?.run(input) ?? Promise.reject(new Error(`no such call: ${name}`));
    answered.then(
      (output) => post({ kind: 'answer', id, output }),
      (thrown: unknown) =>
        post({ kind: 'failure', id, message: thrown instanceof Error ? thrown.message : String(thrown) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  post({ kind: 'up' });
}

/** Tells the parent something it did not ask for. */
export function tellParent(name: string, data: unknown): void {
  post({ kind: 'event', name, data });
}

function post(message: Envelope): void {
  process.send?.(message);
}

function usage(collect: boolean): ProcessUsage {
  if (collect) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    cpuMs: (user + system) / 1000,
    waitedMs: waitedForCoreMs(),
    rssBytes: rss,
    heapUsedBytes: heapUsed,
  };
}
