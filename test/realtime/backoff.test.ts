import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backoff } from '../../src/realtime/backoff.ts';

const LIMITS = { baseDelayMs: 500, maxDelayMs: 4_000, maxAttempts: 5, maxTotalMs: 60_000 };

describe('backoff', () => {
  it('doubles its ceiling up to the longest delay, and ends', () => {
    const backoff = new Backoff(LIMITS, () => 1);
    const delays = Array.from({ length: 6 }, () => backoff.next(0)?.delayMs);
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 4_000, undefined]);
  });

  it('draws each delay from all of what is below the ceiling', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (drawn) => {
        expect(new Backoff(LIMITS, () => drawn).next(0)?.delayMs).toBe(Math.round(drawn * 500));
      }),
    );
  });

  it('ends when the time is up, however few attempts there were', () => {
    const backoff = new Backoff(LIMITS, () => 1);
    expect(backoff.next(1_000)).toEqual({ attempt: 1, delayMs: 500 });
    expect(backoff.next(60_000)).toEqual({ attempt: 2, delayMs: 1_000 });
    expect(backoff.next(60_001)).toBeUndefined();
  });

  it('waits as long as the server asks, within bounds, and not with everybody else', () => {
    const backoff = new Backoff(LIMITS, () => 0.5);
    expect(backoff.next(0, 3_000)).toEqual({ attempt: 1, delayMs: 3_250 });
    expect(backoff.next(0, 0)?.delayMs).toBe(250);
    expect(backoff.next(0, 86_400_000)?.delayMs).toBe(LIMITS.maxDelayMs + 250);
    expect(backoff.next(0)?.delayMs).toBe(2_000);
    expect(backoff.next(57_000, 3_000)).toBeUndefined();
  });

  it('begins anew after a reset', () => {
    const backoff = new Backoff(LIMITS, () => 1);
    while (backoff.next(0) !== undefined);
    backoff.reset();
    expect(backoff.next(900_000)).toEqual({ attempt: 1, delayMs: 500 });
  });
});
