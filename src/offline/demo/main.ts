import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type DemoResult, runDemo } from './runDemo.ts';
import { Terminal } from './terminal.ts';
import { PICTURE_FILE } from './writeOutputs.ts';

/** Longer than this and something hangs. */
const DEMO_LIMIT_MS = 85_000;
const OUTPUT_FOLDER = 'demo-out';
/** A hole of this length in what people say looks like the end of their turn. */
const STALL_MS = 100;
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
  for (const [name, exitCode] of Object.entries(SIGNALS))
    process.on(name, () => ending.abort(new EndedEarly('stopped; everything is cleared away', exitCode)));
  try {
    const picture = pictureArgument();
    const folder = join(process.cwd(), OUTPUT_FOLDER);
    const play = (): Promise<DemoResult> => playInTime(terminal, folder, ending);
    let { problems, stalledMs } = await play();
    if (problems.length > 0 && stalledMs >= STALL_MS) {
      tellProblems(terminal, problems);
      terminal.line(
        `But this machine stood still for ${Math.round(stalledMs)} ms while people talked, which tears their words apart. Once more:`,
      );
      terminal.line();
      ({ problems, stalledMs } = await play());
    }
    terminal.line();
    if (problems.length === 0) {
      if (picture !== undefined) await copyFile(join(folder, PICTURE_FILE), picture);
      terminal.line(
        terminal.in('good', 'Every turn went as it has to, and every answer was heard, word for word.'),
      );
      return 0;
    }
    tellProblems(terminal, problems);
    return 1;
  } catch (thrown) {
    terminal.line();
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    terminal.line(terminal.in('bad', `The demo ended early: ${message}`));
    return thrown instanceof EndedEarly ? thrown.exitCode : 1;
  }
}

async function playInTime(terminal: Terminal, folder: string, ending: AbortController): Promise<DemoResult> {
  const limit = setTimeout(
    () => ending.abort(new EndedEarly(`it took longer than ${DEMO_LIMIT_MS / 1000} s`, 1)),
    DEMO_LIMIT_MS,
  );
  try {
    return await runDemo({ terminal, folder, signal: ending.signal });
  } finally {
    clearTimeout(limit);
  }
}

function tellProblems(terminal: Terminal, problems: readonly string[]): void {
  terminal.line(terminal.in('bad', 'Not everything was as it has to be:'));
  for (const problem of problems) terminal.line(`  - ${problem}`);
}

process.exit(await main());
