import { describe, expect, it } from 'vitest';
import {
  cough,
  joinSounds,
  keyboardNoise,
  seededRandom,
  silence,
  sine,
  whiteNoise,
} from '../../../src/offline/speech/soundSource.ts';

const peak = (samples: Int16Array) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

describe('sound sources', () => {
  it('are the same for the same seed and differ for another', () => {
    expect(cough(3)).toEqual(cough(3));
    expect(cough(3)).not.toEqual(cough(4));
    expect(keyboardNoise(500, 7)).toEqual(keyboardNoise(500, 7));
    expect(whiteNoise(50, 0.1, 1)).not.toEqual(whiteNoise(50, 0.1, 2));
  });

  it('last as long as they should at 24 kHz', () => {
    expect(sine(440, 100).length).toBe(2_400);
    expect(silence(20)).toEqual(new Int16Array(480));
    expect(keyboardNoise(1_000).length).toBe(24_000);
    expect(joinSounds(silence(10), sine(100, 10)).length).toBe(480);
  });

  it('keep to their level', () => {
    expect(peak(sine(440, 100, 0.5))).toBeCloseTo(16_383, -1);
    expect(peak(whiteNoise(200, 0.1))).toBeLessThanOrEqual(3_277);
    expect(peak(cough())).toBeGreaterThan(6_000);
  });

  it('keyboard noise is mostly silence, with clicks', () => {
    const typed = keyboardNoise(2_000);
    const loud = typed.filter((sample) => Math.abs(sample) > 300).length / typed.length;
    expect(loud).toBeGreaterThan(0.001);
    expect(loud).toBeLessThan(0.1);
  });

  it('random numbers stay in [0, 1)', () => {
    const random = seededRandom(0);
    for (let draw = 0; draw < 1_000; draw++) {
      const value = random();
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
    }
  });
});
