import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, msToSamples } from '../../../src/audio/format.ts';
import { heardRuns } from '../../../src/offline/demo/heardRun.ts';
import { SoundTrack, stereo } from '../../../src/offline/demo/soundTrack.ts';
import { heardPacket } from './heardPackets.ts';

function frameOf(value: number): Int16Array {
  return new Int16Array(FRAME_SAMPLES).fill(value);
}

function trackOf(...arrivals: [atMs: number, sequence: number, value: number][]): (atMs: number) => number {
  const track = new SoundTrack(1_000, 1_000);
  const packets = arrivals.map(([atMs, sequence, value]) =>
    heardPacket(atMs, sequence, { frame: frameOf(value) }),
  );
  for (const run of heardRuns(packets)) track.add(run);
  return (atMs) => track.samples[msToSamples(atMs - 1_000)] ?? Number.NaN;
}

describe('SoundTrack', () => {
  it('puts a run at its arrival and its packets behind each other, whatever their jitter', () => {
    const at = trackOf([1_100, 7, 1], [1_128, 8, 2], [1_135, 9, 3]);
    expect([1_099, 1_100, 1_119, 1_120, 1_140, 1_159, 1_160].map(at)).toEqual([0, 1, 1, 2, 3, 3, 0]);
  });

  it('leaves a hole where a packet was lost, and takes an overtaken one where it belongs', () => {
    const at = trackOf([1_100, 1, 1], [1_140, 3, 3], [1_141, 2, 2], [1_180, 5, 5]);
    expect([1_100, 1_120, 1_140, 1_160, 1_180].map(at)).toEqual([1, 2, 3, 0, 5]);
  });

  it('plays sound that comes much too late when it came, and what follows behind it', () => {
    const at = trackOf([1_100, 1, 1], [1_290, 2, 2], [1_310, 3, 3]);
    expect([1_120, 1_290, 1_310].map(at)).toEqual([0, 2, 3]);
  });

  it('adds up voices, never beyond full scale, and forgets what is outside', () => {
    const track = new SoundTrack(0, 40);
    for (const value of [30_000, 30_000]) {
      const [run] = heardRuns([heardPacket(30, 1, { frame: frameOf(value) })]);
      if (run !== undefined) track.add(run);
    }
    expect(track.samples).toHaveLength(msToSamples(40));
    expect(track.samples.at(-1)).toBe(32_767);
  });

  it('weaves two tracks into stereo', () => {
    expect([...stereo(Int16Array.of(1, 2), Int16Array.of(-1, -2))]).toEqual([1, -1, 2, -2]);
  });
});
