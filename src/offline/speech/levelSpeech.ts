import { msToSamples } from '../../audio/format.ts';

/** Peak after levelling, about -4 dBFS: voices of different loudness then sound alike, with room for codec overshoot. */
const TARGET_PEAK = 20_000;
const MOST_GAIN = 8;
/** Below this share of the peak a sample counts as pause. */
const PAUSE_SHARE = 0.02;
const LEAD_IN_MS = 20;
const LEAD_OUT_MS = 80;

/** Trims the pauses around a sentence (20 ms stay before it, 80 ms after it) and brings its peak to -4 dBFS. */
export function levelSpeech(samples: Int16Array): Int16Array {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  if (peak === 0) return samples;
  const loud = (sample: number) => Math.abs(sample) > peak * PAUSE_SHARE;
  const from = Math.max(0, samples.findIndex(loud) - msToSamples(LEAD_IN_MS));
  const to = Math.min(samples.length, samples.findLastIndex(loud) + msToSamples(LEAD_OUT_MS));
  const gain = Math.min(MOST_GAIN, TARGET_PEAK / peak);
  return samples.subarray(from, to).map((sample) => Math.round(sample * gain));
}
