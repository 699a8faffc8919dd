import { rms } from '../../src/audio/pcm.ts';

/** How well the sound that arrived matches a sentence: 1 is equal, 0 has nothing to do with it. */
export function similarity(heard: Int16Array, sent: Int16Array): number {
  const FRAME = 240;
  const levels = (pcm: Int16Array) =>
    Array.from({ length: Math.floor(pcm.length / FRAME) }, (_, index) =>
      Math.log1p(rms(pcm.subarray(index * FRAME, (index + 1) * FRAME))),
    );
  const [one, other] = [levels(heard), levels(sent)];
  let best = 0;
  for (let shift = 0; shift < 200; shift++) {
    const pairs = other.map((value, index) => [value, one[index + shift] ?? 0] as const);
    const mean = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
    const [meanOne, meanOther] = [mean(0), mean(1)];
    let product = 0;
    let squareOne = 0;
    let squareOther = 0;
    for (const [x, y] of pairs) {
      product += (x - meanOne) * (y - meanOther);
      squareOne += (x - meanOne) ** 2;
      squareOther += (y - meanOther) ** 2;
    }
    best = Math.max(best, product / Math.sqrt(squareOne * squareOther || 1));
  }
  return best;
}
