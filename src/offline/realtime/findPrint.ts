import { PRINT_SIZE, type SoundPrint } from './soundPrint.ts';

/** Where a sentence was found in a longer sound: `[from, to]` in steps, and how far off it was on average. */
export interface PrintMatch {
  from: number;
  to: number;
  distance: number;
}

/**
 * Finds the place in `sound` that is most like `phrase`, by dynamic time warping with free ends. Speech may be up to twice as fast
 * or slow at any point; both ends of the phrase must be there.
 */
export function findPrint(phrase: SoundPrint, sound: SoundPrint): PrintMatch | undefined {
  if (phrase.steps < 2 || sound.steps < Math.ceil(phrase.steps / 2)) return undefined;
  const width = sound.steps;
  // Two impossible cells stand before the first step, so that looking back needs no check.
  const rows = [0, 1, 2].map(() => ({
    cost: new Float64Array(width + BEFORE).fill(Number.POSITIVE_INFINITY),
    from: new Int32Array(width + BEFORE),
    here: new Float64Array(width + BEFORE),
  }));
  let [row, one, two] = rows;
  for (let step = 0; step < phrase.steps; step++) {
    if (row === undefined || one === undefined || two === undefined) return undefined;
    fillDistances(row.here, phrase, step, sound);
    if (step === 0) {
      row.cost.set(row.here.subarray(BEFORE), BEFORE);
      for (let at = 0; at < width; at++) row.from[at + BEFORE] = at;
    } else warpStep(row, one, step > 1 ? two : undefined);
    [row, one, two] = [two, row, one];
  }
  // The names have moved on once more: the last row filled is now `one`.
  if (one === undefined) return undefined;
  let best = BEFORE;
  for (let at = BEFORE; at < width + BEFORE; at++) {
    if ((one.cost[at] ?? 0) < (one.cost[best] ?? 0)) best = at;
  }
  const cost = one.cost[best] ?? Number.POSITIVE_INFINITY;
  if (!Number.isFinite(cost)) return undefined;
  return { from: one.from[best] ?? 0, to: best - BEFORE, distance: cost / phrase.steps };
}

const BEFORE = 2;

interface Row {
  cost: Float64Array;
  from: Int32Array;
  here: Float64Array;
}

/**
 * One step of the phrase against every step of the sound. Both go one step, or the sound takes two for one of the phrase, or the
 * phrase takes two for one of the sound; nothing else, so that no sentence is stretched beyond recognition.
 */
function warpStep(row: Row, one: Row, two: Row | undefined): void {
  for (let at = BEFORE; at < row.cost.length; at++) {
    const here = row.here[at] ?? 0;
    const even = (one.cost[at - 1] ?? 0) + here;
    const slow = (one.cost[at - 2] ?? 0) + (here + (row.here[at - 1] ?? 0)) / 2;
    const fast =
      two === undefined ? Number.POSITIVE_INFINITY : (two.cost[at - 1] ?? 0) + here + (one.here[at] ?? 0);
    if (even <= slow && even <= fast) {
      row.cost[at] = even;
      row.from[at] = one.from[at - 1] ?? 0;
    } else if (slow <= fast) {
      row.cost[at] = slow;
      row.from[at] = one.from[at - 2] ?? 0;
    } else {
      row.cost[at] = fast;
      row.from[at] = two?.from[at - 1] ?? 0;
    }
  }
}

function fillDistances(here: Float64Array, phrase: SoundPrint, step: number, sound: SoundPrint): void {
  const wanted = phrase.values.subarray(step * PRINT_SIZE, (step + 1) * PRINT_SIZE);
  const { values } = sound;
  let cell = 0;
  for (let at = 0; at < sound.steps; at++) {
    let sum = 0;
    for (let index = 0; index < PRINT_SIZE; index++, cell++) {
      const difference = (wanted[index] ?? 0) - (values[cell] ?? 0);
      sum += difference * difference;
    }
    here[at + BEFORE] = Math.sqrt(sum);
  }
}
