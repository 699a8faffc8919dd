import { type Bot, startBot } from './bot/bot.ts';
import { LoopLag } from './bot/loopLag.ts';
import { SystemClock } from './clock.ts';
import { type Config, loadConfig, readEnvironment } from './config.ts';
import { toParleyError } from './errors.ts';
import { InProcessHost } from './host/inProcessHost.ts';
import { productParts } from './host/productParts.ts';
import { createLogger, type Logger } from './observe/logger.ts';
import { startEmbeddedRealtime } from './offline/realtime/embeddedRealtime.ts';
import { openStore } from './store/store.ts';

/** How long goodbyes may take before the process ends without them. */
const SHUTDOWN_DEADLINE_MS = 20_000;

/** When all is stopped nothing keeps the process; what does so for longer than this was forgotten. */
const LINGER_MS = 5000;

/** What could only be abandoned is given no time; a message on its way to a pipe is. */
const ABANDONED_LINGER_MS = 500;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A part that runs until it is stopped. One that answers `abandoned` may keep the process for as long as it likes. */
interface Part {
  stop(): Promise<unknown>;
}

/** One life of the process: start, run, and an end with a goodbye, whatever asks for it. */
class Life {
  readonly #log: Logger;
  /** What runs, in the order in which it is to be stopped. */
  readonly #parts: Part[] = [];
  readonly #calledOff = new AbortController();
  #starting: Promise<Bot> | undefined;
  #ending = false;
  #unhandledRejections = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  async begin(config: Config): Promise<void> {
    for (const signal of STOP_SIGNALS) process.on(signal, this.#onSignal);
    process.on('unhandledRejection', (thrown) => this.#survive(thrown));
    process.on('uncaughtException', (thrown) => this.#fall(thrown));
    this.#starting = this.#start(config);
    try {
      const bot = await this.#starting;
      if (this.#ending) return;
      this.#log.info('ready');
      void bot.closed.then((error) => this.#fail(error));
    } catch (thrown) {
      // Called off by a signal: that is what it fails with, and what was wanted.
      if (!this.#ending) this.#fail(thrown);
    }
  }

  async #start(config: Config): Promise<Bot> {
    const clock = new SystemClock();
    const log = this.#log;
    let { model } = config;
    if (config.embedded) {
      const embedded = await startEmbeddedRealtime(log);
      this.#parts.unshift(embedded);
      model = { ...model, url: embedded.url };
    }
    const host = new InProcessHost(await productParts(clock, log), log);
    this.#parts.unshift(host);
    const store = await openStore(config.store, log);
    this.#parts.push({ stop: () => store.close() });
    const lag = new LoopLag(clock, log);
    this.#parts.push({ stop: async () => lag.stop() });
    const { signal } = this.#calledOff;
    const bot = await startBot({ config: { ...config, model }, host, store, clock, lag, log, signal });
    this.#parts.unshift(bot);
    return bot;
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#ending) process.exit(1);
    this.#log.info({ signal }, 'stopping; a second signal stops at once');
    void this.#end();
  };

  /** Parley cannot go on: a person reads why in a terminal. */
  #fail(thrown: unknown): void {
    process.exitCode = 1;
    if (this.#ending) return;
    tellPerson(thrown);
    void this.#end();
  }

  /** One conversation's fault must not end the others: it is told loudly and the process goes on. */
  #survive(thrown: unknown): void {
    this.#unhandledRejections += 1;
    const { message, stack } = toParleyError(thrown);
    this.#log.error({ cause: message, stack, count: this.#unhandledRejections }, 'unhandled rejection');
  }

  /** After this nothing is sure any more; what can still be said to people is said. */
  #fall(thrown: unknown): void {
    const { message, stack } = thrown instanceof Error ? thrown : toParleyError(thrown);
    this.#log.fatal({ cause: message, stack }, 'uncaught exception');
    this.#fail(thrown);
  }

  /** Says goodbye everywhere and releases everything; the process then ends by itself, because nothing is left to wait for. */
  async #end(): Promise<void> {
    this.#ending = true;
    const deadline = setTimeout(() => {
      this.#log.error('something did not stop in time');
      process.exit(1);
    }, SHUTDOWN_DEADLINE_MS);
    this.#calledOff.abort();
    const started = await this.#hasStarted();
    const abandoned = (await this.#stopParts()) || !started;
    clearTimeout(deadline);
    this.#log.info({ unhandledRejections: this.#unhandledRejections }, 'stopped');
    for (const signal of STOP_SIGNALS) process.off(signal, this.#onSignal);
    if (abandoned) {
      setTimeout(() => process.exit(), ABANDONED_LINGER_MS).unref();
      return;
    }
    setTimeout(() => {
      this.#log.error('all is stopped, but something keeps the process');
      process.exit(1);
    }, LINGER_MS).unref();
  }

  /** Waits for the start to be over, either way. */
  async #hasStarted(): Promise<boolean> {
    try {
      await this.#starting;
      return true;
    } catch {
      return false;
    }
  }

  /** Stops everything, whatever fails. True when something had to be abandoned. */
  async #stopParts(): Promise<boolean> {
    let abandoned = false;
    for (const part of this.#parts.splice(0)) {
      try {
        abandoned = (await part.stop()) === 'abandoned' || abandoned;
      } catch (thrown) {
        process.exitCode = 1;
        this.#log.error({ cause: toParleyError(thrown).message }, 'a part could not be stopped cleanly');
      }
    }
    return abandoned;
  }
}

/** Plain words on standard error, and no stack for what is theirs to mend. */
function tellPerson(thrown: unknown): void {
  const { message, code } = toParleyError(thrown);
  process.stderr.write(`${code === 'internal' && thrown instanceof Error ? thrown.stack : message}\n`);
}

async function main(): Promise<void> {
  let config: Config;
  try {
    config = loadConfig(readEnvironment());
  } catch (thrown) {
    tellPerson(thrown);
    process.exitCode = 1;
    return;
  }
  await new Life(createLogger(config.logLevel)).begin(config);
}

await main();
