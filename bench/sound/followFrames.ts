import { FRAME_SAMPLES, msToSamples } from '../../src/audio/format.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';
import { bestLag, correlationAt } from './correlation.ts';

/** Softer frames have no form by which they could be found again. */
const FORM_ABOVE_DBFS = -40;
const SAME_FORM = 0.9;
const SIMILAR_FORM = 0.7;
/** The first stretch is looked for in so much of what was heard, later frames near the one before. */
const FIRST_STRETCH_MS = 300;
const FIRST_SEARCH_MS = 3000;
/** When the very beginning was lost, the search goes on with frames so far apart. */
const FIRST_TRY_FRAMES = 10;
/** First the neighbourhood, then as much as a starved bot may have dropped: voiced speech resembles itself one pitch period on. */
const SEARCHES_MS = [80, 1500] as const;

/** Where one frame of the reference was heard. */
export interface FollowedFrame {
  /** Number of the frame in the reference. */
  frame: number;
  /** Position of its first sample in what was heard. */
  at: number;
}

/** The frames of some sound that are loud enough to be found again. */
export function framesWithForm(sound: Int16Array): number[] {
  const frames: number[] = [];
  for (let frame = 0; (frame + 1) * FRAME_SAMPLES <= sound.length; frame++) {
    const samples = sound.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES);
    if (levelDb(samples) >= FORM_ABOVE_DBFS) frames.push(frame);
  }
  return frames;
}

/**
 * Finds the frames of a reference again in what was heard, by their form: sound may be late, and silence may have been put
 * in or left out on the way. Frames that are too soft or were not found are missing from the answer.
 */
export function followFrames(reference: Int16Array, heard: Int16Array): FollowedFrame[] {
  const found: FollowedFrame[] = [];
  let lag: number | undefined;
  let nextTry = 0;
  for (const frame of framesWithForm(reference)) {
    const from = frame * FRAME_SAMPLES;
    if (lag === undefined) {
      if (frame < nextTry) continue;
      nextTry = frame + FIRST_TRY_FRAMES;
      const stretch = msToSamples(FIRST_STRETCH_MS);
      const end = Math.min(heard.length, msToSamples(FIRST_SEARCH_MS));
      const first = bestLag(reference, from, stretch, heard, -from, end - from);
      if (first.correlation < SIMILAR_FORM) continue;
      lag = first.lag;
    } else {
      const moved = lagOf(reference, from, heard, lag);
      if (moved === undefined) continue;
      lag = moved;
    }
    found.push({ frame, at: from + lag });
  }
  return found;
}

/** Where this frame lies when the one before lay at `lagBefore`; undefined when it is nowhere. */
function lagOf(
  reference: Int16Array,
  from: number,
  heard: Int16Array,
  lagBefore: number,
): number | undefined {
  const unmoved = correlationAt(reference, from, FRAME_SAMPLES, heard, lagBefore);
  if (unmoved >= SAME_FORM) return lagBefore;
  for (const searchMs of SEARCHES_MS) {
    const reach = msToSamples(searchMs);
    const found = bestLag(reference, from, FRAME_SAMPLES, heard, lagBefore - reach, lagBefore + reach);
    if (found.correlation >= SAME_FORM) return found.lag;
  }
  return unmoved >= SIMILAR_FORM ? lagBefore : undefined;
}
