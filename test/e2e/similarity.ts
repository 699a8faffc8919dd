import { rms } from '../../src/audio/pcm.ts';

const FRAME = 240;
/** In frames of 10 ms: the sentence may begin so late, */
const MAX_SHIFT = 200;
/** and so much may have been put in where the sender's machine stalled: silence, or a frame said for longer. */
const MAX_INSERTED = 10;

/** How well the sound that arrived matches a sentence: 1 is equal, 0 has nothing to do with it. Nothing of the sentence may be missing. */
export function similarity(heard: Int16Array, sent: Int16Array): number {
  const [one, other] = [levels(heard), levels(sent)];
  let best = 0;
  for (let shift = 0; shift < MAX_SHIFT; shift++)
    best = Math.max(best, correlation(aligned(one, other, shift), other));
  return best;
}

function levels(pcm: Int16Array): number[] {
  return Array.from({ length: Math.floor(pcm.length / FRAME) }, (_, index) =>
    Math.log1p(rms(pcm.subarray(index * FRAME, (index + 1) * FRAME))),
  );
}

/** The levels that were heard where the sentence's frames are, from `shift` on, with the fewest differences that insertions leave. */
function aligned(heard: readonly number[], sent: readonly number[], shift: number): number[] {
  const level = (index: number, inserted: number) => heard[shift + index + inserted] ?? 0;
  // Of the sentence up to a frame, by how much was put in so far.
  let costs: number[] = new Array(MAX_INSERTED + 1).fill(0);
  const choices: number[][] = [];
  sent.forEach((wanted, index) => {
    const from: number[] = [];
    let cheapest = 0;
    const next = costs.map((cost, inserted) => {
      if (cost < (costs[cheapest] ?? Number.POSITIVE_INFINITY)) cheapest = inserted;
      from.push(index === 0 ? inserted : cheapest);
      const before = index === 0 ? 0 : (costs[cheapest] ?? 0);
      return before + (level(index, inserted) - wanted) ** 2;
    });
    choices.push(from);
    costs = next;
  });
  let inserted = costs.indexOf(Math.min(...costs));
  const found: number[] = [];
  for (let index = sent.length - 1; index >= 0; index--) {
    found[index] = level(index, inserted);
    inserted = choices[index]?.[inserted] ?? 0;
  }
  return found;
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanOne, meanOther] = [mean(one), mean(other)];
  let product = 0;
  let squareOne = 0;
  let squareOther = 0;
  one.forEach((value, index) => {
    const [x, y] = [value - meanOne, (other[index] ?? 0) - meanOther];
    product += x * y;
    squareOne += x ** 2;
    squareOther += y ** 2;
  });
  return product / Math.sqrt(squareOne * squareOther || 1);
}
