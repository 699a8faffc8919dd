import { describe, expect, it } from 'vitest';
import { ChartPicture } from '../../src/money/chartPicture.ts';
import { type ChartDay, usageChart } from '../../src/money/usageChart.ts';

const FIRST_OF_JULY = Date.UTC(2026, 6, 1) / 86_400_000;
const PANEL_BOTTOM = { spent: 240, minutes: 392 };
const PANEL_TOP = { spent: 44, minutes: 292 };

function days(...given: Omit<ChartDay, 'day'>[]): ChartDay[] {
  return given.map((each, index) => ({ ...each, day: FIRST_OF_JULY + index }));
}

interface Bar {
  x: number;
  y: number;
  height: number;
  fill: string;
}

function barsOf(svg: string, name: 'spent' | 'minutes'): Bar[] {
  return [...svg.matchAll(/<rect class="(\w+)" ([^>]*)\/>/g)]
    .filter(([, found]) => found === name)
    .map(([, , attributes = '']) => {
      const attributeOf = (key: string) => new RegExp(`\\b${key}="([^"]*)"`).exec(attributes)?.[1] ?? '';
      return {
        x: Number(attributeOf('x')),
        y: Number(attributeOf('y')),
        height: Number(attributeOf('height')),
        fill: attributeOf('fill'),
      };
    });
}

describe('the chart of what was used', () => {
  it('draws bars as high as their amounts, one beside the other', () => {
    const svg = usageChart({
      unit: '$',
      days: days(
        { spent: [0.5], minutes: 12 },
        { spent: [2], minutes: 3 },
        { spent: [0], minutes: 0 },
        { spent: [1], minutes: 6 },
      ),
    });
    const spent = barsOf(svg, 'spent');
    const heights = spent.map(({ height }) => height / (spent[0]?.height ?? 0));
    expect(heights.map((height) => Math.round(height * 100) / 100)).toEqual([1, 4, 2]);
    const minutes = barsOf(svg, 'minutes').map(({ height }) => height);
    expect((minutes[0] ?? 0) / (minutes[1] ?? 1)).toBeCloseTo(4, 1);
    const [first, second, fourth] = spent.map(({ x }) => x);
    expect((fourth ?? 0) - (second ?? 0)).toBeCloseTo(2 * ((second ?? 0) - (first ?? 0)), 1);
  });

  it('stacks people, each in a colour', () => {
    const svg = usageChart({ unit: 'tokens', days: days({ spent: [300, 0, 100], minutes: 1 }) });
    const [first, third, ...more] = barsOf(svg, 'spent');
    expect(more).toEqual([]);
    expect((first?.y ?? 0) + (first?.height ?? 0)).toBeCloseTo(PANEL_BOTTOM.spent, 1);
    expect((third?.y ?? 0) + (third?.height ?? 0)).toBeCloseTo(first?.y ?? 0, 1);
    expect((first?.height ?? 0) / (third?.height ?? 1)).toBeCloseTo(3, 1);
    expect(first?.fill).not.toBe(third?.fill);
  });

  it('keeps its bars within their panels and its document well formed, whatever the values', async () => {
    const hostile = [Number.NaN, Number.POSITIVE_INFINITY, -5, 1e-12, 0, 1e12, Number.MAX_SAFE_INTEGER];
    for (const value of hostile) {
      const svg = usageChart({
        unit: '$',
        days: days({ spent: [value, value], minutes: value }, { spent: [], minutes: 1 }),
      });
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      for (const name of ['spent', 'minutes'] as const) {
        for (const { y, height } of barsOf(svg, name)) {
          expect(y).toBeGreaterThanOrEqual(PANEL_TOP[name] - 0.01);
          expect(y + height).toBeLessThanOrEqual(PANEL_BOTTOM[name] + 0.01);
        }
      }
      expect((await new ChartPicture().paint(svg)).length).toBeGreaterThan(0);
    }
  });

  it.each([0, 1, 14])('has room for %i days', (count) => {
    const svg = usageChart({
      unit: '$',
      days: days(...Array.from({ length: count }, () => ({ spent: [1], minutes: 2 }))),
    });
    const bars = barsOf(svg, 'spent');
    expect(bars).toHaveLength(count);
    for (const { x } of bars) expect(x).toBeGreaterThan(0);
    expect(new Set(bars.map(({ x }) => x)).size).toBe(count);
  });

  it('needs no fonts', () => {
    expect(usageChart({ unit: 'tokens', days: days({ spent: [1], minutes: 2 }) })).not.toContain('<text');
  });
});
