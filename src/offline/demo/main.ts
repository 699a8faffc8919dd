import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDemo } from './runDemo.ts';
import { Terminal } from './terminal.ts';
import { PICTURE_FILE } from './writeOutputs.ts';

/** Longer than this and something hangs. */
const DEMO_LIMIT_MS = 85_000;
const OUTPUT_FOLDER = 'demo-out';
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Why the demo was ended before its end, and with what the process is to exit. */
class EndedEarly extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** `--picture FILE`: where to put the timeline's picture as well, if every turn was heard (the README shows one). */
function pictureArgument(): string | undefined {
  return parseArgs({ options: { picture: { type: 'string' } } }).values.picture;
}

async function main(): Promise<number> {
  const terminal = new Terminal(process.stdout);
  // Whoever reads only the first lines (`| head`) closes the pipe: the world is still to be cleared away.
  process.stdout.on('error', () => {});
  const ending = new AbortController();
  const limit = setTimeout(
    () => ending.abort(new EndedEarly(`it took longer than ${DEMO_LIMIT_MS / 1000} s`, 1)),
    DEMO_LIMIT_MS,
  );
  for (const [name, exitCode] of Object.entries(SIGNALS))
    process.on(name, () => ending.abort(new EndedEarly('stopped; everything is cleared away', exitCode)));
  try {
    const picture = pictureArgument();
    const folder = join(process.cwd(), OUTPUT_FOLDER);
    const problems = await runDemo({ terminal, folder, signal: ending.signal });
    terminal.line();
    if (problems.length === 0) {
      if (picture !== undefined) await copyFile(join(folder, PICTURE_FILE), picture);
      terminal.line(
        terminal.in('good', 'Every turn went as it has to, and every answer was heard, word for word.'),
      );
      return 0;
    }
    terminal.line(terminal.in('bad', 'Not everything was as it has to be:'));
    for (const problem of problems) terminal.line(`  - ${problem}`);
    return 1;
  } catch (thrown) {
    terminal.line();
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    terminal.line(terminal.in('bad', `The demo ended early: ${message}`));
    return thrown instanceof EndedEarly ? thrown.exitCode : 1;
  } finally {
    clearTimeout(limit);
  }
}

process.exit(await main());
