import { parseArgs } from 'node:util';

/** Who decides that a turn has ended, as `REALTIME_VAD`. */
export const CHAOS_VADS = ['speculative', 'server', 'semantic'] as const;
export type ChaosVad = (typeof CHAOS_VADS)[number];

/** What the command line asked for. */
export interface ChaosOptions {
  /** Decides order, phase and speaker of the faults. */
  seed: number;
  /** How long faults are thrown. */
  minutes: number;
  /** Every fault once, in the order of the lists, instead of as many as the minutes hold. */
  each: boolean;
  /** Only the faults whose name holds this. */
  only: string;
  vad: ChaosVad;
  /** Where to write how many checks passed and failed, as JSON. */
  resultsFile: string | undefined;
}

const MOST_MINUTES = 24 * 60;
const SEED_RANGE = 2 ** 31;

/** Reads the command line; without `--seed` one is drawn. @throws Error in plain words when it cannot be understood. */
export function readChaosOptions(args: readonly string[], random: () => number = Math.random): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '2' },
      each: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      vad: { type: 'string', default: 'speculative' },
      results: { type: 'string' },
    },
  });
  const seed = values.seed === undefined ? Math.floor(random() * SEED_RANGE) : Number(values.seed);
  if (!Number.isInteger(seed)) throw new Error('--seed must be a whole number');
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= MOST_MINUTES))
    throw new Error(`--minutes must be above 0 and at most ${MOST_MINUTES}`);
  const vad = CHAOS_VADS.find((one) => one === values.vad);
  if (vad === undefined) throw new Error(`--vad must be one of ${CHAOS_VADS.join(', ')}`);
  return { seed, minutes, each: values.each, only: values.only, vad, resultsFile: values.results };
}
