import { describe, expect, it } from 'vitest';
import { ChartPicture } from '../../src/money/chartPicture.ts';
import { CHART_HEIGHT, CHART_WIDTH, usageChart } from '../../src/money/usageChart.ts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const WIDTH_AT = 16;
const HEIGHT_AT = 20;
const NO_DAYS = usageChart({ unit: '$', days: [] });
const DAYS = usageChart({ unit: '$', days: [{ day: 20_635, spent: [1, 2], minutes: 3 }] });

describe('the picture of a chart', () => {
  it('is a PNG of the size of the drawing', async () => {
    const png = await new ChartPicture().paint(DAYS);
    expect(png.subarray(0, PNG_SIGNATURE.length)).toEqual(PNG_SIGNATURE);
    expect([png.readUInt32BE(WIDTH_AT), png.readUInt32BE(HEIGHT_AT)]).toEqual([CHART_WIDTH, CHART_HEIGHT]);
  });

  it('shows what is drawn', async () => {
    const picture = new ChartPicture();
    expect(await picture.paint(DAYS)).not.toEqual(await picture.paint(NO_DAYS));
  });

  it('is made for several at once', async () => {
    const picture = new ChartPicture();
    const pngs = await Promise.all([1, 2, 3].map(() => picture.paint(DAYS)));
    expect(pngs[1]).toEqual(pngs[0]);
    expect(pngs[2]).toEqual(pngs[0]);
  });

  it('is refused when too many wait, and made again when they have theirs', async () => {
    const picture = new ChartPicture();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => picture.paint('<svg')));
    const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : ''));
    expect(reasons.filter((reason) => reason.includes('too many pictures'))).toHaveLength(2);
    expect((await picture.paint(DAYS)).length).toBeGreaterThan(0);
  });

  it('is none of what is no drawing, and the next one is made', async () => {
    const picture = new ChartPicture();
    await expect(picture.paint('<svg')).rejects.toThrow();
    expect((await picture.paint(DAYS)).length).toBeGreaterThan(0);
  });
});
