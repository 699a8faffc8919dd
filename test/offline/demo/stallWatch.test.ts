import { expect, it } from 'vitest';
import { StallWatch } from '../../../src/offline/demo/stallWatch.ts';
import { ManualClock } from '../../manualClock.ts';

/** A clock whose timers fire late when the process stood still, as the machine's do. */
class StallingClock extends ManualClock {
  #lateMs = 0;

  override nowMs(): number {
    return super.nowMs() + this.#lateMs;
  }

  stall(ms: number): void {
    this.#lateMs += ms;
  }
}

it('a watch tells the longest time for which the process stood still, and nothing of an even run', () => {
  const clock = new StallingClock();
  const watch = new StallWatch(clock);
  clock.advance(1000);
  expect(watch.longestMs).toBe(0);
  clock.stall(150);
  clock.advance(20);
  clock.stall(90);
  clock.advance(1000);
  expect(watch.longestMs).toBe(150);
  clock.stall(300);
  watch.stop();
  expect(watch.longestMs).toBe(280);
  expect(clock.pending).toBe(0);
});
