/**
 * How alike `reference[from, from + length)` and `heard` are at the same place plus `lag`: 1 the same form, 0 nothing in
 * common. With a stride only every so many samples are looked at.
 */
export function correlationAt(
  reference: Int16Array,
  from: number,
  length: number,
  heard: Int16Array,
  lag: number,
  stride = 1,
): number {
  let both = 0;
  let ownEnergy = 0;
  let heardEnergy = 0;
  for (let index = from; index < from + length; index += stride) {
    const own = reference[index] ?? 0;
    const other = heard[index + lag] ?? 0;
    both += own * other;
    ownEnergy += own * own;
    heardEnergy += other * other;
  }
  return ownEnergy === 0 || heardEnergy === 0 ? 0 : both / Math.sqrt(ownEnergy * heardEnergy);
}

/** Where a stretch of the reference lies in what was heard. */
export interface FoundLag {
  lag: number;
  correlation: number;
}

const COARSE_STRIDE = 4;
const COARSE_STEP = 2;

/** The lag in [fromLag, toLag] at which the stretch is most alike. */
export function bestLag(
  reference: Int16Array,
  from: number,
  length: number,
  heard: Int16Array,
  fromLag: number,
  toLag: number,
): FoundLag {
  let coarse: FoundLag = { lag: fromLag, correlation: Number.NEGATIVE_INFINITY };
  for (let lag = fromLag; lag <= toLag; lag += COARSE_STEP) {
    const correlation = correlationAt(reference, from, length, heard, lag, COARSE_STRIDE);
    if (correlation > coarse.correlation) coarse = { lag, correlation };
  }
  let best: FoundLag = { lag: coarse.lag, correlation: Number.NEGATIVE_INFINITY };
  for (let lag = coarse.lag - COARSE_STEP; lag <= coarse.lag + COARSE_STEP; lag++) {
    const correlation = correlationAt(reference, from, length, heard, lag);
    if (correlation > best.correlation) best = { lag, correlation };
  }
  return best;
}
