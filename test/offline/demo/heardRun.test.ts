import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../../src/audio/format.ts';
import { heardRuns, runPcm, sentMs } from '../../../src/offline/demo/heardRun.ts';
import { heardPacket, heardPackets } from './heardPackets.ts';

describe('heardRuns', () => {
  it('splits at end marks and at pauses', () => {
    const packets = [
      ...heardPackets(3, 0, 1),
      heardPacket(60, 4, { silence: true }),
      ...heardPackets(2, 80, 5),
      ...heardPackets(2, 1_200, 7),
    ];
    expect(heardRuns(packets).map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 60],
      [80, 120],
      [1_200, 1_240],
    ]);
  });

  it('says when the first and the last sound was loud enough to be heard', () => {
    const quiet = { voiced: false, rmsDbfs: -80 };
    const [run] = heardRuns([
      heardPacket(0, 1, quiet),
      heardPacket(20, 2),
      heardPacket(40, 3),
      heardPacket(60, 4, quiet),
    ]);
    expect(run).toMatchObject({ firstVoicedMs: 20, lastVoicedMs: 40, fromMs: 0, toMs: 80 });
    expect(heardRuns([heardPacket(0, 1, quiet)])[0]?.firstVoicedMs).toBeUndefined();
  });

  it('counts what was sent by its numbers: lost packets too, overtaken ones once, over the end of the range', () => {
    const numbers = [65_534, 1, 65_535, 0, 3];
    const [run] = heardRuns(numbers.map((sequence, index) => heardPacket(index * 20, sequence)));
    expect(run && sentMs(run)).toBe(6 * 20);
  });

  it('gives the sound in the order in which it was sent, and nothing of the end mark that hurried after it', () => {
    const frames = [1, 3, 2, 5].map((sequence, index) => heardPacket(index * 20, sequence));
    const [run] = heardRuns([...frames, heardPacket(61, 6, { silence: true })]);
    const pcm = run === undefined ? new Int16Array(0) : runPcm(run);
    expect(pcm).toHaveLength(5 * FRAME_SAMPLES);
    expect([0, 1, 2, 3, 4].map((place) => pcm[place * FRAME_SAMPLES])).toEqual([1, 2, 3, 0, 5]);
  });
});
