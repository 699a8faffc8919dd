import { msToSamples, SAMPLE_RATE_HZ } from '../../src/audio/format.ts';
import { mixInto, rms } from '../../src/audio/pcm.ts';
import { seededRandom } from '../../src/offline/speech/soundSource.ts';

const FULL_SCALE = 32_767;

/** `durationMs` of 24 kHz mono samples from a function of seconds that gives -1..1. */
export function fromFunction(durationMs: number, at: (seconds: number) => number): Int16Array {
  return Int16Array.from({ length: msToSamples(durationMs) }, (_, index) => {
    const value = at(index / SAMPLE_RATE_HZ);
    return Math.round(Math.max(-1, Math.min(1, value)) * FULL_SCALE);
  });
}

/** Brings sound to a level in dB under full scale (root mean square). */
export function scaledTo(samples: Int16Array, dbfs: number): Int16Array {
  const level = rms(samples);
  if (level === 0) return samples;
  const gain = (10 ** (dbfs / 20) * FULL_SCALE) / level;
  return samples.map((sample) => Math.max(-FULL_SCALE, Math.min(FULL_SCALE, Math.round(sample * gain))));
}

/** Noise through a one-pole low-pass: `smoothness` 0 is white, towards 1 ever darker. */
export function colouredNoise(durationMs: number, seed: number, smoothness: number): Int16Array {
  const random = seededRandom(seed);
  let state = 0;
  return fromFunction(durationMs, () => {
    state = state * smoothness + (random() * 2 - 1) * (1 - smoothness);
    return state;
  });
}

/** The noise of a room without people, at a level in dBFS. */
export function roomNoise(durationMs: number, seed: number, dbfs: number): Int16Array {
  const smoothness = 0.85;
  return scaledTo(colouredNoise(durationMs, seed, smoothness), dbfs);
}

/** A fan: dark noise with the mains' hum and its harmonics in it. */
export function fan(durationMs: number, seed: number): Int16Array {
  const noise = scaledTo(colouredNoise(durationMs, seed, 0.95), -24);
  const hum = fromFunction(durationMs, (seconds) =>
    [1, 2, 3, 5, 7].reduce((sum, n) => sum + (0.06 / n) * Math.sin(2 * Math.PI * 50 * n * seconds + n), 0),
  );
  mixInto(noise, hum);
  return noise;
}

/** Something that is struck: a decaying tone with noise in it. */
export interface Strike {
  hz: number;
  decayMs: number;
  /** Of full scale. */
  level: number;
  /** How much of it is noise, 0..1. */
  noise: number;
}

/** Adds a strike to `target` at a time. */
export function strike(target: Int16Array, atMs: number, sound: Strike, random: () => number): void {
  const decaySeconds = sound.decayMs / 1000;
  const one = fromFunction(sound.decayMs * 6, (seconds) => {
    const tone = Math.sin(2 * Math.PI * sound.hz * seconds) * (1 - sound.noise);
    return (tone + (random() * 2 - 1) * sound.noise) * Math.exp(-seconds / decaySeconds) * sound.level;
  });
  mixInto(target.subarray(msToSamples(atMs)), one);
}
