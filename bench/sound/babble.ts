import { msToSamples } from '../../src/audio/format.ts';
import { seededRandom } from '../../src/offline/speech/soundSource.ts';

const SMOOTHING = 0.3;
const LEVEL = 12_000;
/** The swell goes through its circle in about half a second, and is never so soft that it could be taken for a fade. */
const SWELL_SAMPLES = 2000;
const SWELL = 0.4;

/**
 * A voice of sorts, 24 kHz mono: dull noise that swells and fades. No stretch of it resembles another, so that each can be told
 * from its neighbours to the sample, which voiced speech does not allow: it looks the same one pitch period on.
 */
export function babble(durationMs: number, seed = 1): Int16Array {
  const random = seededRandom(seed);
  let smooth = 0;
  return Int16Array.from({ length: msToSamples(durationMs) }, (_, index) => {
    smooth += (random() * 2 - 1 - smooth) * SMOOTHING;
    return smooth * LEVEL * (1 + SWELL * Math.sin(index / SWELL_SAMPLES));
  });
}
