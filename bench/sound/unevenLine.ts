import { FRAME_MS } from '../../src/audio/format.ts';

/** What a line does to packets. */
export interface LineTrouble {
  /** Share (0..1) of the packets that never come, each for itself. */
  lossShare: number;
  /** Each packet is late by anything from 0 to this, each for itself: close ones overtake each other. */
  jitterMs: number;
}

/** A packet at the far end of a line. */
export interface Arrival {
  /** Number of the packet among those sent; they are sent every 20 ms, the first at 0. */
  index: number;
  atMs: number;
}

/** What comes of `count` packets, in the order it comes. The same seed has the same fate. */
export function overLine(count: number, { lossShare, jitterMs }: LineTrouble, seed: number): Arrival[] {
  const dice = seededDice(seed);
  const arrivals: Arrival[] = [];
  for (let index = 0; index < count; index++) {
    const lost = dice() < lossShare;
    const lateMs = dice() * jitterMs;
    if (!lost) arrivals.push({ index, atMs: index * FRAME_MS + lateMs });
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}

/** Even numbers in [0, 1): the mulberry32 generator. */
function seededDice(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
