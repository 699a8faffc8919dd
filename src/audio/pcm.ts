import { BYTES_PER_SAMPLE } from './format.ts';

const MAX_SAMPLE = 32_767;
const MIN_SAMPLE = -32_768;

/** Adds `source` to `target` sample by sample; the sum is held at the ends of 16 bits instead of wrapping round. */
export function mixInto(target: Int16Array, source: Int16Array): void {
  const length = Math.min(target.length, source.length);
  for (let index = 0; index < length; index++) {
    const sum = (target[index] ?? 0) + (source[index] ?? 0);
    target[index] = Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, sum));
  }
}

/** Multiplies in place by a gain that runs evenly from `from` at the first sample to `to` behind the last one. */
export function applyGainRamp(samples: Int16Array, from: number, to: number): void {
  if (from === 1 && to === 1) return;
  const step = (to - from) / samples.length;
  for (let index = 0; index < samples.length; index++) {
    const amplified = Math.round((samples[index] ?? 0) * (from + step * (index + 1)));
    samples[index] = Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, amplified));
  }
}

/** Decibels as a factor of amplitude: 0 dB is 1, -6 dB about a half. */
export function gainFromDb(db: number): number {
  return 10 ** (db / 20);
}

/** Samples as little-endian PCM16 bytes, in memory of their own. */
export function bytesFromSamples(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * BYTES_PER_SAMPLE);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < samples.length; index++) {
    view.setInt16(index * BYTES_PER_SAMPLE, samples[index] ?? 0, true);
  }
  return bytes;
}

/** Little-endian PCM16 bytes as samples, in memory of their own. A trailing odd byte is no sample and is left out. */
export function samplesFromBytes(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(Math.floor(bytes.length / BYTES_PER_SAMPLE));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = view.getInt16(index * BYTES_PER_SAMPLE, true);
  }
  return samples;
}

/** Root mean square of the samples, 0..32768; 0 for none. */
export function rms(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
