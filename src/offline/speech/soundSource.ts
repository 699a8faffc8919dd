import { msToSamples, SAMPLE_RATE_HZ } from '../../audio/format.ts';

/** Full scale of PCM16. */
const FULL_SCALE = 32_767;

/** A sequence of numbers in [0, 1) that a seed fixes for ever (a 32-bit xorshift). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0 || 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A sine of `hz` at `level` (0..1 of full scale), 24 kHz mono. */
export function sine(hz: number, durationMs: number, level = 0.3): Int16Array {
  return Int16Array.from({ length: msToSamples(durationMs) }, (_, index) =>
    Math.round(Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE_HZ) * level * FULL_SCALE),
  );
}

/** Silence, 24 kHz mono. */
export function silence(durationMs: number): Int16Array {
  return new Int16Array(msToSamples(durationMs));
}

/** White noise with the given peak (0..1 of full scale), 24 kHz mono: a fan, a bad microphone. */
export function whiteNoise(durationMs: number, level = 0.01, seed = 1): Int16Array {
  const random = seededRandom(seed);
  return Int16Array.from({ length: msToSamples(durationMs) }, () =>
    Math.round((random() * 2 - 1) * level * FULL_SCALE),
  );
}

const COUGH_MS = 280;
const COUGH_ATTACK_MS = 12;
const COUGH_DECAY_MS = 70;
const COUGH_SMOOTHING = 0.55;

/** One cough: a burst of dull noise with a hard attack, 280 ms, 24 kHz mono. */
export function cough(seed = 1, level = 0.6): Int16Array {
  const random = seededRandom(seed);
  let smooth = 0;
  return Int16Array.from({ length: msToSamples(COUGH_MS) }, (_, index) => {
    const ms = (index * 1000) / SAMPLE_RATE_HZ;
    const envelope = Math.min(1, ms / COUGH_ATTACK_MS) * Math.exp(-ms / COUGH_DECAY_MS);
    smooth += (random() * 2 - 1 - smooth) * COUGH_SMOOTHING;
    return Math.round(Math.max(-1, Math.min(1, smooth * envelope * 1.6)) * level * FULL_SCALE);
  });
}

const SHORTEST_GAP_MS = 70;
const GAP_SPREAD_MS = 160;
const CLICK_MS = 8;
const CLICK_DECAY_MS = 1.5;

/** Somebody types: short clicks at uneven distances, 24 kHz mono. */
export function keyboardNoise(durationMs: number, seed = 1, level = 0.25): Int16Array {
  const random = seededRandom(seed);
  const samples = new Int16Array(msToSamples(durationMs));
  for (let atMs = 20; atMs < durationMs; atMs += SHORTEST_GAP_MS + random() * GAP_SPREAD_MS) {
    const start = msToSamples(atMs);
    const strength = level * (0.4 + 0.6 * random());
    for (let index = 0; index < msToSamples(CLICK_MS) && start + index < samples.length; index++) {
      const envelope = Math.exp(-(index * 1000) / SAMPLE_RATE_HZ / CLICK_DECAY_MS);
      samples[start + index] = Math.round((random() * 2 - 1) * envelope * strength * FULL_SCALE);
    }
  }
  return samples;
}

/** Puts sounds one behind the other. */
export function joinSounds(...sounds: Int16Array[]): Int16Array {
  const joined = new Int16Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    joined.set(sound, at);
    at += sound.length;
  }
  return joined;
}
