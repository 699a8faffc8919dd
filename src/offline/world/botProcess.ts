import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** How the bot is started. */
export interface BotProcessOptions {
  /** The script that `npm start` runs in the end. */
  entry: string;
  /** The bot's whole environment beside PATH. */
  env: Record<string, string>;
  /** A certificate authority to trust, as a file: it must be set before the process starts. */
  caFile: string;
  /** An empty folder, so that no `.env` of the developer is read. */
  cwd: string;
}

/** One line of the bot's log. */
export type LogEntry = z.infer<typeof logEntry>;
const logEntry = z.looseObject({ level: z.number(), msg: z.string().default('') });

/** How the process ended. */
export interface BotExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const MAX_KEPT_LINES = 5000;
const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 25_000;

/** The real bot as a process of its own, started as `npm start` starts it. */
export class BotProcess {
  readonly logs: LogEntry[] = [];
  /** What it wrote for people. */
  stderr = '';
  readonly exited: Promise<BotExit>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #exit: BotExit | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.#exit = { code, signal };
        for (const watcher of [...this.#watchers]) watcher();
        resolve(this.#exit);
      });
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-64_000);
    });
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => this.#keep(line));
  }

  /** Starts the process without waiting for anything. */
  static launch(options: BotProcessOptions): BotProcess {
    const { PATH = '' } = process.env;
    return new BotProcess(
      spawn(process.execPath, [options.entry], {
        cwd: options.cwd,
        env: { PATH, NODE_EXTRA_CA_CERTS: options.caFile, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** The process's id, for looking at what it uses. */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the bot process did not start');
    return this.#child.pid;
  }

  /** Resolves when it serves commands. @throws Error with what it wrote when it ended or took too long instead. */
  async ready(): Promise<this> {
    await this.untilLog((entry) => entry.msg === 'ready', START_LIMIT_MS);
    return this;
  }

  /** The first log line, past or to come, that fits. */
  untilLog(predicate: (entry: LogEntry) => boolean, limitMs: number): Promise<LogEntry> {
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        const found = this.logs.find(predicate);
        if (found === undefined && this.#exit === undefined) return false;
        clearTimeout(timer);
        this.#watchers.delete(settle);
        if (found === undefined) reject(new Error(`the bot ended (${this.#exit?.code}): ${this.stderr}`));
        else resolve(found);
        return true;
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(settle);
        reject(new Error(`the bot did not log it within ${limitMs} ms: ${this.stderr}`));
      }, limitMs);
      if (!settle()) this.#watchers.add(settle);
    });
  }

  /** Ends the process as a service manager does, and answers how it ended; one that hangs is killed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<BotExit> {
    if (this.#exit !== undefined) return this.#exit;
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  #keep(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      value = { level: 0, msg: line };
    }
    const entry = logEntry.safeParse(value);
    if (!entry.success) return;
    this.logs.push(entry.data);
    if (this.logs.length > MAX_KEPT_LINES) this.logs.shift();
    for (const watcher of [...this.#watchers]) watcher();
  }
}
