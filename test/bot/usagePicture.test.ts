import { describe, expect, it } from 'vitest';
import { withUsagePicture } from '../../src/bot/usagePicture.ts';
import { PriceList } from '../../src/money/priceList.ts';
import { SHIPPED_PRICES } from '../../src/money/prices.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { usageSum } from '../money/usageSum.ts';

const VIEW = { embeds: [{ title: 'Costs' }], components: [] };
const PRICES = new PriceList(SHIPPED_PRICES);
const TODAY = 20_635;

/** Keeps the drawing instead of painting it. */
class Canvas {
  svg = '';
  async paint(svg: string): Promise<Buffer> {
    this.svg = svg;
    return Buffer.from('picture');
  }
  get colours(): string[] {
    return [...this.svg.matchAll(/class="spent".*fill="([^"]*)"/g)].map(([, fill = '']) => fill);
  }
}

function drawn(userIds: string[] | undefined, model: string) {
  const usage = ['1', '2', '3'].map((userId) => ({
    ...usageSum({ model, outputAudioTokens: 1000 }),
    day: TODAY,
    userId,
  }));
  return { fromDay: TODAY - 13, days: 14, usage, talk: [{ day: TODAY, talkedMs: 60_000 }], userIds };
}

describe('the picture beside the costs', () => {
  const log = silentLogger();

  it('is attached, and shown in the embed', async () => {
    const canvas = new Canvas();
    const parts = { prices: PRICES, picture: canvas, log };
    const { view, files } = await withUsagePicture(VIEW, drawn(undefined, 'gpt-realtime-2.1'), parts);
    expect(view.embeds[0]).toMatchObject({ title: 'Costs', image: { url: 'attachment://usage.png' } });
    expect(files).toEqual([{ name: 'usage.png', attachment: Buffer.from('picture') }]);
    expect(canvas.colours).toHaveLength(1);
  });

  it('tells people apart for who may know, and the others together', async () => {
    const canvas = new Canvas();
    const parts = { prices: PRICES, picture: canvas, log };
    await withUsagePicture(VIEW, drawn(['2', '1'], 'gpt-realtime-2.1'), parts);
    expect(new Set(canvas.colours).size).toBe(3);
  });

  it('is of tokens where no price is known', async () => {
    const canvas = new Canvas();
    await withUsagePicture(VIEW, drawn(undefined, 'house-model'), { prices: PRICES, picture: canvas, log });
    expect(canvas.colours).toHaveLength(1);
  });

  it('is left out when it cannot be drawn', async () => {
    const picture = { paint: () => Promise.reject(new Error('no canvas')) };
    const answer = await withUsagePicture(VIEW, drawn(undefined, 'house-model'), {
      prices: PRICES,
      picture,
      log,
    });
    expect(answer).toEqual({ view: VIEW, files: [] });
  });
});
