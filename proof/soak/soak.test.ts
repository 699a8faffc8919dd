import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { heldHeapMb } from '../fuzz/heldHeap.ts';
import { SoakDay, type SoakHour } from './soakDay.ts';

const HOURS = 24;
const HEAP_SLACK_MB = 4;

describe('a day of conversation', () => {
  it(`goes on for ${HOURS} hours: every frame once and in order, every session followed by the next, nothing held`, async () => {
    const seed = Number(process.env.SOAK_SEED ?? 1);
    const day = new SoakDay(seed);
    const hours: SoakHour[] = [];
    const heapMb: number[] = [];
    for (let hour = 0; hour < HOURS; hour++) {
      hours.push(day.run());
      expect(day.takeTold().filter(({ type }) => type === 'ended')).toEqual([]);
      // Sound that was dropped is given back by a thread of its own.
      heldHeapMb();
      await setImmediate();
      heapMb.push(heldHeapMb());
    }
    console.table(hours);
    expect(hours.map(({ wrongFrames }) => wrongFrames)).toEqual(Array(HOURS).fill(0));
    expect(hours.every(({ answers, saidFrames }) => answers > 10 && saidFrames > 1000)).toBe(true);
    expect(hours.reduce((sum, { sessions }) => sum + sessions, 0)).toBeGreaterThanOrEqual(HOURS - 2);
    expect(Math.max(...hours.map(({ decoders }) => decoders))).toBeLessThanOrEqual(3);
    expect(Math.max(...hours.map(({ timers }) => timers))).toBeLessThanOrEqual(4);
    const [early = 0, late = 0] = [heapMb[3], heapMb.at(-1)];
    expect(late - early).toBeLessThan(HEAP_SLACK_MB);
  });
});
