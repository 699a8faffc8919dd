import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { PriceList, pricesSchema, readPrices } from '../../src/money/priceList.ts';
import { SHIPPED_PRICES } from '../../src/money/prices.ts';
import { spendingOf } from '../../src/money/spending.ts';
import { usageSum } from './usageSum.ts';

const prices = new PriceList(SHIPPED_PRICES);
const MILLION = 1_000_000;

describe('the prices', () => {
  it('are as they are written down', () => {
    expect(pricesSchema.parse(SHIPPED_PRICES)).toEqual(SHIPPED_PRICES);
  });

  it.each([
    [{ inputTextTokens: MILLION }, 4],
    [{ inputTextTokens: MILLION, cachedTextTokens: MILLION }, 0.4],
    [{ inputAudioTokens: MILLION }, 32],
    [{ inputAudioTokens: MILLION, cachedAudioTokens: MILLION / 2 }, 16.2],
    [{ outputTextTokens: MILLION }, 24],
    [{ outputAudioTokens: MILLION }, 64],
  ])('take cached tokens for part of the input: %j costs $%d', (tokens, usd) => {
    expect(prices.costOf(usageSum({ model: 'gpt-realtime-2.1', ...tokens }))).toBeCloseTo(usd, 9);
  });

  it('know a snapshot by its model', () => {
    const outputAudioTokens = MILLION;
    expect(
      prices.costOf(usageSum({ model: 'gpt-realtime-2.1-mini-2026-01-31', outputAudioTokens })),
    ).toBeCloseTo(20);
  });

  it('bill a transcription by the time of the sound, told in seconds or in tokens', () => {
    const model = 'gpt-transcribe';
    expect(prices.costOf(usageSum({ model, durationMs: 60_000 }))).toBeCloseTo(0.0045);
    expect(prices.costOf(usageSum({ model, inputAudioTokens: 600 }))).toBeCloseTo(0.0045);
  });

  it('do not take what nobody knows for free', () => {
    const known = usageSum({ model: 'gpt-realtime-2.1', outputAudioTokens: MILLION });
    const unknown = usageSum({ model: 'house-model', inputTextTokens: 7, outputAudioTokens: 3 });
    expect(prices.costOf(unknown)).toBeUndefined();
    expect(spendingOf([known, unknown, unknown], prices)).toEqual({
      usd: 64,
      tokens: MILLION + 20,
      unpriced: { 'house-model': 20 },
    });
  });

  it('never come to less when more was used', () => {
    const amount = fc.nat(MILLION);
    fc.assert(
      fc.property(amount, amount, amount, (input, cached, output) => {
        const less = usageSum({
          model: 'gpt-realtime-1.5',
          inputAudioTokens: input + cached,
          cachedAudioTokens: cached,
          outputAudioTokens: output,
        });
        const more = { ...less, outputAudioTokens: output + 1 };
        expect(prices.costOf(less)).toBeGreaterThanOrEqual(0);
        expect(prices.costOf(more)).toBeGreaterThan(prices.costOf(less) ?? Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe('a file of prices', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prices-'));
  const file = join(folder, 'prices.json');
  afterEach(() => rmSync(file, { force: true }));

  it('adds models and takes the place of shipped ones', () => {
    const models = { 'house-model': { minute: 1 }, 'gpt-transcribe': { minute: 2 } };
    writeFileSync(file, JSON.stringify({ asOf: '2027-02-03', models }));
    const list = new PriceList(readPrices(SHIPPED_PRICES, file));
    expect(list.asOf).toBe('2027-02-03');
    expect(list.costOf(usageSum({ model: 'house-model', durationMs: 60_000 }))).toBe(1);
    expect(list.costOf(usageSum({ model: 'gpt-transcribe', durationMs: 60_000 }))).toBe(2);
    expect(list.knows('gpt-realtime-2.1')).toBe(true);
  });

  it.each([
    ['not JSON', '{'],
    ['without a date', '{"models":{}}'],
    ['with half a price', '{"asOf":"2027-02-03","models":{"m":{"inputText":1}}}'],
    ['with a negative price', '{"asOf":"2027-02-03","models":{"m":{"minute":-1}}}'],
  ])('that is %s is refused in plain words', (_, text) => {
    writeFileSync(file, text);
    expect(() => readPrices(SHIPPED_PRICES, file)).toThrow('The file that PRICES_FILE names');
  });

  it('that is not there is refused too', () => {
    expect(() => readPrices(SHIPPED_PRICES, file)).toThrow('cannot be read');
  });
});
