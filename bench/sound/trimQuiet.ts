import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';
import { percentile } from '../report/statistics.ts';

const QUIET_BELOW_DBFS = -45;
/** A recording's own noise is what its softest tenth holds; a voice is so much louder. */
const NOISE_SHARE = 0.1;
const ABOVE_NOISE_DB = 8;

/** Is each 20 ms frame loud enough to be somebody's voice? In a recording with noise: louder than that. */
export function loudFrames(speech: Int16Array): boolean[] {
  const levels: number[] = [];
  for (let from = 0; from + FRAME_SAMPLES <= speech.length; from += FRAME_SAMPLES) {
    levels.push(levelDb(speech.subarray(from, from + FRAME_SAMPLES)));
  }
  const noise = percentile(levels, NOISE_SHARE) + ABOVE_NOISE_DB;
  // Speech without any pause has no noise to be told from.
  const loudest = percentile(levels, 1 - NOISE_SHARE) - ABOVE_NOISE_DB;
  const gate = Math.max(QUIET_BELOW_DBFS, Math.min(noise, loudest - ABOVE_NOISE_DB));
  return levels.map((level) => level > gate);
}

/** Speech (24 kHz mono) without the quiet frames before and behind it, in whole frames. */
export function trimQuiet(speech: Int16Array): Int16Array {
  const loud = loudFrames(speech);
  return speech.slice(loud.indexOf(true) * FRAME_SAMPLES, (loud.lastIndexOf(true) + 1) * FRAME_SAMPLES);
}
