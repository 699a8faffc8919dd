import { describe, expect, test } from 'vitest';
import { FRAME_SAMPLES } from '../../../../src/audio/format.ts';
import { type HeardPacket, HearingLog } from '../../../../src/offline/discord/voice/hearingLog.ts';
import { ManualClock } from '../../../manualClock.ts';

const ANNA = '1001';

function heard(sequence: number, atMs: number, changes: Partial<HeardPacket> = {}): HeardPacket {
  const frame = new Int16Array(FRAME_SAMPLES).fill(sequence % 1000);
  const still = { silence: false, voiced: true, rmsDbfs: -20, ssrc: 1, timestamp: 0 };
  return { userId: ANNA, sequence, atMs, frame, ...still, ...changes };
}

function firstSamples(pcm: Int16Array): number[] {
  return Array.from({ length: pcm.length / FRAME_SAMPLES }, (_, index) => pcm[index * FRAME_SAMPLES] ?? -1);
}

describe('the hearing log', () => {
  test('puts frames in the sender’s order, fills losses with silence and leaves pauses out', () => {
    const log = new HearingLog(new ManualClock());
    for (const [index, sequence] of [10, 12, 11, 14, 14, 900].entries()) log.add(heard(sequence, index));
    expect(firstSamples(log.pcm(ANNA))).toEqual([10, 11, 12, 0, 14, 900]);
    expect(firstSamples(log.pcm(ANNA, 1, 3))).toEqual([11, 12]);
    expect(log.pcm('nobody')).toHaveLength(0);
  });

  test('counts on over the end of the numbering', () => {
    const log = new HearingLog(new ManualClock());
    for (const sequence of [65_534, 65_535, 0, 1]) log.add(heard(sequence, 0));
    expect(firstSamples(log.pcm(ANNA))).toEqual([534, 535, 0, 1]);
  });

  test('keeps two minutes of each speaker', () => {
    const log = new HearingLog(new ManualClock());
    for (let index = 0; index < 20_000; index++) log.add(heard(index, index, { frame: undefined }));
    expect(log.of(ANNA).length).toBeLessThanOrEqual(7500);
    expect(log.of(ANNA).at(-1)?.sequence).toBe(19_999);
  });

  test('waits for a voiced packet since a moment, and looks back for it first', async () => {
    const clock = new ManualClock();
    const log = new HearingLog(clock);
    log.add(heard(1, 5));
    expect((await log.untilHears(ANNA, { sinceMs: 0 })).sequence).toBe(1);
    const waiting = log.untilHears(ANNA, { sinceMs: 6, voiced: true });
    log.add(heard(2, 7, { voiced: false }));
    log.add(heard(3, 8));
    expect((await waiting).sequence).toBe(3);
    expect(log.listenerCount('packet')).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('a wait ends with an error in time, and when the listener leaves', async () => {
    const clock = new ManualClock();
    const log = new HearingLog(clock);
    const late = expect(log.untilHears(ANNA, { timeoutMs: 100 })).rejects.toThrow('within 100 ms');
    clock.advance(100);
    await late;
    const left = expect(log.untilQuiet(ANNA, 1000)).rejects.toThrow('left');
    log.close();
    await left;
    expect(log.listenerCount('packet')).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('knows when somebody has been quiet for long enough', async () => {
    const clock = new ManualClock();
    const log = new HearingLog(clock);
    let quietSince: number | undefined;
    clock.advance(10);
    log.add(heard(1, 10));
    const quiet = log.untilQuiet(ANNA, 100).then((lastMs) => {
      quietSince = lastMs;
    });
    clock.advance(90);
    log.add(heard(2, 100));
    clock.advance(50);
    log.add(heard(3, 150, { voiced: false }));
    clock.advance(49);
    await Promise.resolve();
    expect(quietSince).toBeUndefined();
    clock.advance(1);
    await quiet;
    expect(quietSince).toBe(100);
    expect(await log.untilQuiet(ANNA, 100)).toBe(100);
    expect(clock.pending).toBe(0);
  });
});
