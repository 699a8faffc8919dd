import { type Bot, startBot } from './bot/bot.ts';
import { SystemClock } from './clock.ts';
import { type Config, loadConfig, readEnvironment } from './config.ts';
import { toParleyError } from './errors.ts';
import { InProcessHost } from './host/inProcessHost.ts';
import { productParts } from './host/productParts.ts';
import { createLogger, type Logger } from './observe/logger.ts';
import { type EmbeddedRealtime, startEmbeddedRealtime } from './offline/realtime/embeddedRealtime.ts';

/** How long goodbyes may take before the process ends without them. */
const SHUTDOWN_DEADLINE_MS = 15_000;

/** Everything that runs, in the order it is to be stopped. */
interface Running {
  bot: Bot;
  host: InProcessHost;
  embedded: EmbeddedRealtime | undefined;
}

async function start(config: Config, log: Logger): Promise<Running> {
  const clock = new SystemClock();
  const embedded = config.embedded ? await startEmbeddedRealtime(log) : undefined;
  const model = embedded === undefined ? config.model : { ...config.model, url: embedded.url };
  const host = new InProcessHost(await productParts(clock, log), log);
  try {
    const bot = await startBot({ config: { ...config, model }, host, clock, log });
    return { bot, host, embedded };
  } catch (thrown) {
    await embedded?.stop();
    throw thrown;
  }
}

/** Says goodbye everywhere and releases everything; the process then ends by itself, because nothing is left to wait for. */
async function stop({ bot, host, embedded }: Running): Promise<void> {
  await host.stop();
  await bot.stop();
  await embedded?.stop();
}

function stopOnSignals(running: Running, log: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping; a second signal stops at once');
    const deadline = setTimeout(() => {
      log.error('something did not stop in time');
      process.exit(1);
    }, SHUTDOWN_DEADLINE_MS);
    deadline.unref();
    stop(running).then(
      () => {
        log.info('stopped');
        process.exitCode = 0;
        for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal);
      },
      (thrown: unknown) => {
        log.error({ cause: toParleyError(thrown).message }, 'could not stop cleanly');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** One conversation's fault must not end the others: it is told loudly and the process goes on. */
function surviveStrayRejections(log: Logger): void {
  process.on('unhandledRejection', (thrown) => {
    const { message, stack } = toParleyError(thrown);
    log.error({ cause: message, stack }, 'unhandled rejection');
  });
}

async function main(): Promise<void> {
  let log: Logger | undefined;
  try {
    const config = loadConfig(readEnvironment());
    log = createLogger(config.logLevel);
    surviveStrayRejections(log);
    stopOnSignals(await start(config, log), log);
    log.info('ready');
  } catch (thrown) {
    const { message, code } = toParleyError(thrown);
    // A person reads this in a terminal: plain words, and no stack for what is theirs to mend.
    process.stderr.write(`${code === 'internal' && thrown instanceof Error ? thrown.stack : message}\n`);
    process.exitCode = 1;
  }
}

await main();
