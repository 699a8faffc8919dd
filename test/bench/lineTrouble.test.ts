import { describe, expect, it } from 'vitest';
import { recoverSound } from '../../bench/sound/recoverSound.ts';
import { alignedDistance } from '../../bench/sound/soundDistance.ts';
import { decodePackets } from '../../bench/sound/throughCodec.ts';
import { overLine } from '../../bench/sound/unevenLine.ts';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../src/audio/format.ts';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';

const PACKETS = 300;
const CLEAN = { lossShare: 0, jitterMs: 0 };
const JITTER = { lossShare: 0, jitterMs: 40 };
const LOSS = { lossShare: 0.05, jitterMs: 0 };

/** Six seconds of a tone that glides: no two frames are alike. */
const glide = Int16Array.from({ length: PACKETS * FRAME_SAMPLES }, (_, index) => {
  const seconds = index / SAMPLE_RATE_HZ;
  return Math.round(8000 * Math.sin(2 * Math.PI * (200 + 40 * seconds) * seconds));
});
const packets = encodeVoice(glide);
const clean = decodePackets(packets);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a line of the bench', () => {
  it('brings all packets evenly when nothing troubles it', () => {
    expect(overLine(3, CLEAN, 1)).toEqual([
      { index: 0, atMs: 0 },
      { index: 1, atMs: 20 },
      { index: 2, atMs: 40 },
    ]);
  });

  it('loses the share it is told to, and the same one every time', () => {
    const arrivals = overLine(10_000, LOSS, 7);
    expect(1 - arrivals.length / 10_000).toBeCloseTo(0.05, 2);
    expect(overLine(10_000, LOSS, 7)).toEqual(arrivals);
    expect(overLine(10_000, LOSS, 8)).not.toEqual(arrivals);
  });

  it('lets packets overtake each other, within the jitter', () => {
    const arrivals = overLine(1000, JITTER, 3);
    expect(arrivals.map(({ index }) => index)).not.toEqual([...arrivals.keys()]);
    for (const { index, atMs } of arrivals) expect(atMs - index * 20).toBeLessThan(40);
  });
});

describe('sound recovered behind a line', () => {
  it('is the clean sound to the sample, and nothing was kept, on a clean line', () => {
    const { pcm, keptMs } = recoverSound(packets, overLine(PACKETS, CLEAN, 1), true);
    expect(pcm).toEqual(clean);
    expect(Math.max(...keptMs)).toBe(0);
  });

  it('is whole behind jitter, but for what came before the line was known', () => {
    const { counters } = recoverSound(packets, overLine(PACKETS, JITTER, 1), true);
    expect(counters.reorderedPackets).toBeGreaterThan(10);
    expect(counters.latePackets).toBeLessThanOrEqual(2);
  });

  it('is nearer to the clean sound with concealment than with silence in its place', () => {
    const arrivals = overLine(PACKETS, LOSS, 1);
    const [concealed, silent] = [true, false].map((conceal) => {
      const { pcm } = recoverSound(packets, arrivals, conceal);
      return mean(alignedDistance(clean, pcm).logSpectralDb);
    });
    expect(concealed).toBeGreaterThan(0);
    expect(concealed).toBeLessThan(silent ?? 0);
  });

  it('is at no distance from itself', () => {
    const { logSpectralDb, segmentalSnrDb } = alignedDistance(clean, clean);
    expect(Math.max(...logSpectralDb)).toBe(0);
    expect(Math.min(...segmentalSnrDb)).toBe(40);
  });
});
