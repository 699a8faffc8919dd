import { expect, test } from 'vitest';
import { RealtimeBeat } from '../../../../src/offline/discord/voice/realtimeBeat.ts';
import { ManualClock } from '../../../manualClock.ts';

/** A clock whose timers fire late, as on a busy machine. */
class LateClock extends ManualClock {
  lateMs = 0;

  override after(delayMs: number, callback: () => void): () => void {
    return super.after(delayMs + this.lateMs, callback);
  }
}

test('late timers do not move the beats behind them', () => {
  const clock = new LateClock();
  const dues: number[] = [];
  const beat = new RealtimeBeat(clock, 20, (dueMs) => dues.push(dueMs) > 0);
  beat.start();
  clock.lateMs = 7;
  clock.advance(1000);
  expect(dues.slice(0, 4)).toEqual([0, 20, 40, 60]);
  expect(dues.length).toBeGreaterThanOrEqual(49);
  beat.stop();
  expect(clock.pending).toBe(0);
});

test('a short block is made up for, a long one is let go', () => {
  const clock = new LateClock();
  let beats = 0;
  const beat = new RealtimeBeat(clock, 20, () => ++beats > 0);
  clock.lateMs = 100;
  beat.start();
  clock.advance(100);
  expect(beats).toBe(6);
  clock.lateMs = 5000;
  clock.advance(20 + 100);
  const before = beats;
  clock.advance(5020);
  expect(beats - before).toBeLessThan(9);
  beat.stop();
});

test('ends when it is told that there is nothing more to do', () => {
  const clock = new ManualClock();
  let beats = 0;
  const beat = new RealtimeBeat(clock, 20, () => ++beats < 3);
  beat.start();
  beat.start();
  clock.advance(500);
  expect(beats).toBe(3);
  expect(beat.running).toBe(false);
  expect(clock.pending).toBe(0);
});
