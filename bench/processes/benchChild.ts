import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import {
  type CallSpec,
  type Envelope,
  envelope,
  exitCall,
  type ProcessUsage,
  usageCall,
} from './callSpec.ts';

/** How a bench process is started. */
export interface BenchChildOptions {
  /** Its compiled entry. */
  entry: URL;
  env?: Record<string, string>;
  nodeOptions?: readonly string[];
  /** Shows what it logs. */
  verbose: boolean;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/** The place of the wait for `up` among the calls, which count from 1. */
const START_ID = 0;
const START_LIMIT_MS = 20_000;
const CALL_LIMIT_MS = 60_000;
const EXIT_LIMIT_MS = 10_000;

/** A process of the bench, asked from here: typed calls, their answers, and what it tells by itself. */
export class BenchChild {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, (data: unknown) => void>();
  readonly #ended: Promise<void>;
  #nextId = START_ID + 1;

  private constructor(options: BenchChildOptions) {
    const { PATH = '' } = process.env;
    this.#child = fork(fileURLToPath(options.entry), [], {
      env: { PATH, ...options.env },
      execArgv: ['--expose-gc', ...(options.nodeOptions ?? [])],
      serialization: 'advanced',
      stdio: ['ignore', options.verbose ? 'inherit' : 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (raw) => this.#receive(envelope.parse(raw)));
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        for (const id of [...this.#waiting.keys()]) {
          this.#settle(id, (one) => one.reject(new Error(`the process ended (${code ?? signal})`)));
        }
        resolve();
      });
    });
  }

  /** Starts the process and resolves when it can be asked. */
  static async start(options: BenchChildOptions): Promise<BenchChild> {
    const child = new BenchChild(options);
    await child.#wait(START_ID, START_LIMIT_MS, 'it did not come up');
    return child;
  }

  /** @throws Error with the process's own words when the call fails, or when it takes too long. */
  async call<Input extends z.ZodType, Output extends z.ZodType>(
    spec: CallSpec<Input, Output>,
    input: z.input<Input>,
  ): Promise<z.output<Output>> {
    const id = this.#nextId++;
    const answered = this.#wait(id, CALL_LIMIT_MS, `${spec.name} was not answered`);
    this.#post({ kind: 'call', id, name: spec.name, input });
    return spec.output.parse(await answered);
  }

  /** What the process has used; `collect` asks for a garbage collection first. */
  usage(collect = false): Promise<ProcessUsage> {
    return this.call(usageCall, { collect });
  }

  /** One listener for each name. */
  on(name: string, listener: (data: unknown) => void): void {
    this.#listeners.set(name, listener);
  }

  /** Ends the process; one that does not end by itself is killed. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.connected) {
      // It may be gone before its answer is.
      this.call(exitCall, undefined).catch(() => {});
    }
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), EXIT_LIMIT_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #receive(message: Envelope): void {
    if (message.kind === 'up') this.#settle(START_ID, (one) => one.resolve(undefined));
    else if (message.kind === 'event') this.#listeners.get(message.name)?.(message.data);
    else if (message.kind === 'answer') this.#settle(message.id, (one) => one.resolve(message.output));
    else if (message.kind === 'failure') {
      this.#settle(message.id, (one) => one.reject(new Error(message.message)));
    }
  }

  #settle(id: number, end: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting !== undefined) end(waiting);
  }

  #wait(id: number, limitMs: number, complaint: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#settle(id, (one) => one.reject(new Error(`${complaint} within ${limitMs} ms`))),
        limitMs,
      );
      this.#waiting.set(id, {
        resolve: (output) => {
          clearTimeout(timer);
          resolve(output);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  #post(message: Envelope): void {
    if (this.#child.connected) this.#child.send(message);
  }
}
