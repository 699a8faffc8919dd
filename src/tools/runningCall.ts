import type { CancelTimer, Clock } from '../clock.ts';
import type { Tool, ToolContext } from './toolContract.ts';

/** What became of a call. `error` is whatever the tool threw. */
export type CallEnd =
  | { type: 'done'; result: unknown }
  | { type: 'failed'; error: unknown }
  | { type: 'timedOut' }
  | { type: 'cancelled' };

/** One call of a tool, from its start to its end: within its time, and to be cancelled. */
export class RunningCall {
  readonly userIds: readonly string[];
  /** Resolves once, with the first of result, failure, time limit and cancelling; never rejects. */
  readonly ended: Promise<CallEnd>;
  readonly #abort = new AbortController();
  #end: (end: CallEnd) => void = () => {};

  /** @param makeContext gives the tool its context with the call's own signal */
  constructor(
    tool: Tool,
    args: unknown,
    makeContext: (signal: AbortSignal) => ToolContext,
    clock: Clock,
    userIds: readonly string[],
  ) {
    this.userIds = userIds;
    let cancelLimit: CancelTimer = () => {};
    this.ended = new Promise((resolve) => {
      this.#end = (end) => {
        cancelLimit();
        resolve(end);
        // Whatever the tool still does after its end, it is told that nobody waits for it.
        this.#abort.abort();
      };
    });
    cancelLimit = clock.after(tool.timeLimitMs, () => this.#end({ type: 'timedOut' }));
    void this.#run(tool, args, makeContext(this.#abort.signal));
  }

  cancel(): void {
    this.#end({ type: 'cancelled' });
  }

  /** A tool of somebody else may throw at once instead of rejecting. */
  async #run(tool: Tool, args: unknown, context: ToolContext): Promise<void> {
    try {
      this.#end({ type: 'done', result: await tool.run(args, context) });
    } catch (error) {
      this.#end({ type: 'failed', error });
    }
  }
}
