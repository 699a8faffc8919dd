const UINT32_RANGE = 2 ** 32;

/** Numbers from 0 (inclusive) to 1 that are the same in every run with the same seed. */
export type Random = () => number;

/** The mulberry32 generator: small, and good enough to lose packets by. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32_RANGE;
  };
}
