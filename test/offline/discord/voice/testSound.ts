import { SAMPLE_RATE_HZ } from '../../../../src/audio/format.ts';
import { seededRandom } from '../../../../src/offline/discord/voice/seededRandom.ts';

/** Something that changes like speech: a gliding voice with harmonics, in syllables; different for each seed. PCM16 24 kHz mono. */
export function syllables(durationMs: number, seed: number): Int16Array {
  const random = seededRandom(seed);
  const pcm = new Int16Array(Math.round((durationMs * SAMPLE_RATE_HZ) / 1000));
  let phase = 0;
  let pitchHz = 120 + random() * 120;
  for (let index = 0; index < pcm.length; index++) {
    if (index % 2400 === 0) pitchHz = 120 + random() * 120;
    phase += (2 * Math.PI * pitchHz) / SAMPLE_RATE_HZ;
    const envelope = 0.35 + 0.65 * Math.sin((Math.PI * (index % 4800)) / 4800) ** 2;
    const wave =
      Math.sin(phase) + 0.6 * Math.sin(2 * phase) + 0.4 * Math.sin(5 * phase) + 0.2 * Math.sin(9 * phase);
    pcm[index] = 5000 * envelope * wave;
  }
  return pcm;
}

/** How alike two recordings are at the lag where they are most alike: 1 is the same up to loudness. */
export function likeness(source: Int16Array, heard: Int16Array, maxLagSamples = 1200): number {
  let best = 0;
  for (let lag = -maxLagSamples; lag <= maxLagSamples; lag++) {
    best = Math.max(best, correlationAt(source, heard, lag));
  }
  return best;
}

function correlationAt(source: Int16Array, heard: Int16Array, lag: number): number {
  let product = 0;
  let sourceEnergy = 0;
  let heardEnergy = 0;
  const from = Math.max(0, -lag);
  const to = Math.min(source.length, heard.length - lag);
  if (to - from < source.length * 0.8) return 0;
  for (let index = from; index < to; index++) {
    const a = source[index] ?? 0;
    const b = heard[index + lag] ?? 0;
    product += a * b;
    sourceEnergy += a * a;
    heardEnergy += b * b;
  }
  return product / Math.sqrt(sourceEnergy * heardEnergy || 1);
}
