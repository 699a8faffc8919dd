import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largest, percentile, shareAtMost, summarise } from '../../bench/report/statistics.ts';

describe('figures of a series', () => {
  it('takes the middle, and between two middles the mean', () => {
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(percentile([4, 1, 2, 3], 0.5)).toBe(2.5);
  });

  it('lies on a straight line between neighbours', () => {
    expect(percentile([0, 10, 20], 0.95)).toBeCloseTo(19);
    expect(summarise([1, 2, 3, 4, 5])).toEqual({ n: 5, median: 3, p95: 4.8 });
  });

  it('has nothing to tell of nothing', () => {
    expect(percentile([], 0.5)).toBeNaN();
    expect(summarise([]).n).toBe(0);
  });

  it('tells the largest, and of nothing nothing', () => {
    expect(largest([3, 9, -1])).toBe(9);
    expect(largest([])).toBeNaN();
  });

  it('counts what is at most so large, the limit itself included', () => {
    expect(shareAtMost([20, 25, 26, 40], 25)).toBe(0.5);
  });

  it('stays between the least and the most, and never falls as the share grows', () => {
    const series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(series, share, share, (values, one, other) => {
        const low = percentile(values, Math.min(one, other));
        const high = percentile(values, Math.max(one, other));
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        expect(low).toBeLessThanOrEqual(high + 1e-6);
      }),
    );
  });
});
