import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';

const QUIET_BELOW_DBFS = -45;

/** Is each 20 ms frame loud enough to be somebody's voice? */
export function loudFrames(speech: Int16Array): boolean[] {
  const loud: boolean[] = [];
  for (let from = 0; from + FRAME_SAMPLES <= speech.length; from += FRAME_SAMPLES) {
    loud.push(levelDb(speech.subarray(from, from + FRAME_SAMPLES)) > QUIET_BELOW_DBFS);
  }
  return loud;
}

/** Speech (24 kHz mono) without the quiet frames before and behind it, in whole frames. */
export function trimQuiet(speech: Int16Array): Int16Array {
  const loud = loudFrames(speech);
  return speech.slice(loud.indexOf(true) * FRAME_SAMPLES, (loud.lastIndexOf(true) + 1) * FRAME_SAMPLES);
}
