import { DISCORD_FAULTS, type FaultScene } from '../../src/offline/discord/namedFaults.ts';
import type { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import { MODEL_FAULTS } from '../../src/offline/realtime/namedFaults.ts';

/** Where any fault happens. */
export interface ChaosScene extends FaultScene {
  model: LocalRealtime;
}

/** One fault of either side. */
export interface ChaosFault {
  name: string;
  side: 'discord' | 'model';
  outcome: 'goesOn' | 'ends';
  /** Makes it happen; the function that is answered ends what lasts. */
  happen(scene: ChaosScene): () => void;
}

/** All faults of both lists whose name holds `only`. */
export function allFaults(only = ''): ChaosFault[] {
  const discord = [...DISCORD_FAULTS].map(
    ([name, { outcome, happen }]): ChaosFault => ({ name, side: 'discord', outcome, happen }),
  );
  const model = [...MODEL_FAULTS].map(
    ([name, { outcome, happen }]): ChaosFault => ({
      name,
      side: 'model',
      outcome,
      happen: (scene) => happen(scene.model),
    }),
  );
  return [...discord, ...model].filter(({ name }) => name.includes(only));
}

/** The faults in a shuffled order, without end; each comes once before any comes again. */
export function* shuffled(faults: readonly ChaosFault[], random: () => number): Generator<ChaosFault> {
  while (faults.length > 0) {
    const left = [...faults];
    while (left.length > 0) {
      const [next] = left.splice(Math.floor(random() * left.length), 1);
      if (next !== undefined) yield next;
    }
  }
}
