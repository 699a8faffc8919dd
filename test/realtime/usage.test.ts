import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUsage, noUsage, parseUsage } from '../../src/realtime/usage.ts';

describe('usage', () => {
  it('is read field by field, cached tokens being part of the input', () => {
    expect(
      parseUsage({
        input_tokens: 200,
        output_tokens: 70,
        input_token_details: {
          text_tokens: 80,
          audio_tokens: 120,
          image_tokens: 0,
          cached_tokens: 100,
          cached_tokens_details: { text_tokens: 60, audio_tokens: 40 },
        },
        output_token_details: { text_tokens: 20, audio_tokens: 50 },
      }),
    ).toEqual({
      inputTextTokens: 80,
      inputAudioTokens: 120,
      cachedTextTokens: 60,
      cachedAudioTokens: 40,
      outputTextTokens: 20,
      outputAudioTokens: 50,
    });
  });

  it('counts tokens without details as text', () => {
    expect(parseUsage({ input_tokens: 9, output_tokens: 4 })).toEqual({
      ...noUsage(),
      inputTextTokens: 9,
      outputTextTokens: 4,
    });
  });

  it('spreads cached tokens without details over text, then sound', () => {
    expect(
      parseUsage({ input_token_details: { text_tokens: 30, audio_tokens: 100, cached_tokens: 64 } }),
    ).toMatchObject({ cachedTextTokens: 30, cachedAudioTokens: 34 });
  });

  it('takes senseless numbers for none, and no object for no usage', () => {
    expect(parseUsage({ input_tokens: -4, output_tokens: 'many' })).toEqual(noUsage());
    expect(parseUsage(7)).toBeUndefined();
  });

  it('never has more cached than there was, nor anything below nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), fc.integer(), fc.integer(), (other, one, two) => {
        const usage = parseUsage({
          input_tokens: one,
          output_tokens: other,
          input_token_details: { text_tokens: two, audio_tokens: one, cached_tokens: two },
        });
        expect(usage?.cachedTextTokens).toBeLessThanOrEqual(usage?.inputTextTokens ?? -1);
        expect(usage?.cachedAudioTokens).toBeLessThanOrEqual(usage?.inputAudioTokens ?? -1);
        for (const tokens of Object.values(usage ?? {})) expect(tokens).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('adds up', () => {
    const one = { ...noUsage(), inputTextTokens: 1, cachedAudioTokens: 5 };
    expect(addUsage(addUsage(noUsage(), one), one)).toEqual({
      ...noUsage(),
      inputTextTokens: 2,
      cachedAudioTokens: 10,
    });
  });
});
