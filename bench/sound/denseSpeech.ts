import { FRAME_MS, FRAME_SAMPLES } from '../../src/audio/format.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';

/** Louder than this is speech without doubt: well above what a listener calls voiced. */
const LOUD_ABOVE_DBFS = -30;

/**
 * The loud 20 ms frames of some speech (24 kHz mono) without what lies between, repeated until it lasts so long: every
 * frame of it is voiced, so that the first and the last one that arrive tell when sound began and ended.
 *
 * @throws RangeError when no frame is loud
 */
export function denseSpeech(speech: Int16Array, durationMs: number): Int16Array {
  const loud: Int16Array[] = [];
  for (let from = 0; from + FRAME_SAMPLES <= speech.length; from += FRAME_SAMPLES) {
    const frame = speech.subarray(from, from + FRAME_SAMPLES);
    if (levelDb(frame) > LOUD_ABOVE_DBFS) loud.push(frame);
  }
  if (loud.length === 0) throw new RangeError('the speech has no loud frame');
  const frames = Math.round(durationMs / FRAME_MS);
  const dense = new Int16Array(frames * FRAME_SAMPLES);
  for (let index = 0; index < frames; index++) {
    dense.set(loud[index % loud.length] ?? [], index * FRAME_SAMPLES);
  }
  return dense;
}

/** Speech repeated or cut so that it lasts so long, in whole frames. */
export function lasting(speech: Int16Array, durationMs: number): Int16Array {
  const samples = Math.round(durationMs / FRAME_MS) * FRAME_SAMPLES;
  return Int16Array.from({ length: samples }, (_, index) => speech[index % speech.length] ?? 0);
}
