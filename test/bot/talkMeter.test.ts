import { expect, it } from 'vitest';
import { TalkMeter } from '../../src/bot/talkMeter.ts';
import { ManualClock } from '../manualClock.ts';

it('takes down how long was talked while it goes on, and the rest at the end, each moment once', () => {
  const clock = new ManualClock();
  const counted: number[] = [];
  const meter = new TalkMeter(clock, (talkedMs) => counted.push(talkedMs));
  meter.stop();
  clock.advance(5000);
  meter.start();
  clock.advance(23_000);
  expect(counted).toEqual([10_000, 10_000]);
  meter.stop();
  meter.stop();
  clock.advance(60_000);
  expect(counted).toEqual([10_000, 10_000, 3000]);
});
