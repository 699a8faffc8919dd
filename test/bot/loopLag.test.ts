import pino from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { LoopLag } from '../../src/bot/loopLag.ts';
import { ManualClock } from '../manualClock.ts';

const LOOK_MS = 10_000;
const NS_PER_MS = 1e6;
const RESOLUTION_MS = 10;

describe('the event loop’s lateness', () => {
  let clock: ManualClock;
  let lateMs: number;
  let enabled: boolean;
  let lines: string[];
  let lag: LoopLag;

  beforeEach(() => {
    clock = new ManualClock();
    lateMs = 0;
    enabled = false;
    lines = [];
    const histogram = {
      enable: () => {
        enabled = true;
        return true;
      },
      disable: () => {
        enabled = false;
        return true;
      },
      reset: () => {},
      percentile: () => (RESOLUTION_MS + lateMs) * NS_PER_MS,
    };
    lag = new LoopLag(
      clock,
      pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
      histogram,
    );
  });

  it('is not known before the first look, and is measured beyond the beat itself', () => {
    expect(lag.p99Ms).toBeUndefined();
    expect(lag.isTooLate).toBe(false);
    lateMs = 7;
    clock.advance(LOOK_MS);
    expect(lag.p99Ms).toBe(7);
    expect(lines).toEqual([]);
  });

  it('is warned of when people must hear it, once a minute', () => {
    lateMs = 51;
    clock.advance(LOOK_MS);
    expect(lag.isTooLate).toBe(true);
    clock.advance(5 * LOOK_MS);
    expect(lines).toHaveLength(1);
    clock.advance(LOOK_MS);
    expect(lines).toHaveLength(2);
  });

  it('is not measured any longer when all is stopped', () => {
    lag.stop();
    expect(enabled).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
