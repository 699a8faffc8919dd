import { describe, expect, it } from 'vitest';
import { resample } from '../../../src/offline/speech/resample.ts';

function tone(hz: number, rateHz: number, seconds: number): Int16Array {
  return Int16Array.from({ length: rateHz * seconds }, (_, index) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * index) / rateHz)),
  );
}

/** How much of the power is not the wanted tone, in dB; the ends are left out. */
function errorDb(got: Int16Array, wanted: Int16Array): number {
  let error = 0;
  let power = 0;
  for (let index = 200; index < Math.min(got.length, wanted.length) - 200; index++) {
    error += ((got[index] ?? 0) - (wanted[index] ?? 0)) ** 2;
    power += (wanted[index] ?? 0) ** 2;
  }
  return 10 * Math.log10(error / power);
}

describe('resample', () => {
  it.each([
    [16_000, 24_000, 1_000],
    [16_000, 24_000, 6_500],
    [8_000, 24_000, 3_000],
    [24_000, 48_000, 9_000],
    [48_000, 24_000, 9_000],
  ])('keeps a tone exact from %i to %i Hz (%i Hz tone)', (from, to, hz) => {
    const got = resample(tone(hz, from, 0.25), from, to);
    expect(got.length).toBe(to * 0.25);
    expect(errorDb(got, tone(hz, to, 0.25))).toBeLessThan(-65);
  });

  it('removes what the lower rate cannot carry instead of folding it back', () => {
    const got = resample(tone(15_000, 48_000, 0.25), 48_000, 24_000);
    const peak = got.slice(200, -200).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak).toBeLessThan(10);
  });

  it('copies when the rates are equal', () => {
    const samples = Int16Array.of(1, 2, 3);
    const copy = resample(samples, 24_000, 24_000);
    expect(copy).toEqual(samples);
    expect(copy).not.toBe(samples);
  });

  it('saturates instead of wrapping around', () => {
    const square = Int16Array.from({ length: 1_600 }, (_, index) => (index % 40 < 20 ? 32_767 : -32_768));
    const got = resample(square, 16_000, 24_000);
    for (let index = 0; index < got.length; index++) {
      const source = square[Math.round((index * 2) / 3)] ?? 0;
      const far = Math.abs((got[index] ?? 0) - source);
      // Within the flat middle of each half wave there is no jump to the other sign.
      if (Math.round((index * 2) / 3) % 20 > 4 && Math.round((index * 2) / 3) % 20 < 16)
        expect(far).toBeLessThan(8_000);
    }
  });
});
