import { parseArgs } from 'node:util';

/** What the command line asked for. */
export interface BenchOptions {
  /** Fewer rounds and shorter windows: every figure, from less. */
  quick: boolean;
  /** Names of the scenarios to run; empty: all. */
  only: string[];
  /** A WAV file to speak instead of speech made here. */
  speechFile: string | undefined;
  /** With how many conversations at once load is measured, each at least 1. */
  conversationCounts: number[];
  /** Subjects write CPU profiles beside the results. */
  profile: boolean;
  /** Shows what the bench's processes log. */
  verbose: boolean;
}

const USUAL_COUNTS = [1, 10, 25];
const MOST_CONVERSATIONS = 100;

/** Reads the command line. @throws Error in plain words when it cannot be understood. */
export function readBenchOptions(args: readonly string[], scenarioNames: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      speech: { type: 'string' },
      conversations: { type: 'string' },
      profile: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  });
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.find((name) => !scenarioNames.includes(name));
  if (unknown !== undefined) {
    throw new Error(`--only ${unknown}: there is no such scenario; there are ${scenarioNames.join(', ')}`);
  }
  return {
    quick: values.quick,
    only,
    speechFile: values.speech,
    conversationCounts: readCounts(values.conversations) ?? USUAL_COUNTS,
    profile: values.profile,
    verbose: values.verbose,
  };
}

function readCounts(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const counts = text.split(',').map(Number);
  if (counts.some((count) => !Number.isInteger(count) || count < 1 || count > MOST_CONVERSATIONS)) {
    throw new Error(`--conversations ${text}: whole numbers from 1 to ${MOST_CONVERSATIONS}, like 1,10,25`);
  }
  return counts;
}
