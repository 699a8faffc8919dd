import { FRAME_MS, FRAME_SAMPLES } from '../../audio/format.ts';
import type { SoundMatch } from './followSound.ts';

/** A ducked answer keeps a quarter of its level, its last frame fades out from there: what is far below was not played. */
const PLAYED_FROM_GAIN = 0.06;
/** The codec rings on behind the last frame, but in its own voice. */
const PLAYED_FROM_LIKENESS = 0.3;

/**
 * Up to where an answer that was cut was played, in whole frames. Before the cut it is paused: it goes on as silence, in which the codec
 * still rings, and of which nothing counts as heard.
 */
export function soundingMs(sent: Int16Array, heard: Int16Array, { places }: SoundMatch): number {
  // The middle one: in the silence at the end no place is right.
  const lags = places.map((place) => place.lag).toSorted((one, other) => one - other);
  const lag = lags[lags.length >> 1] ?? 0;
  let frames = Math.ceil(heard.length / FRAME_SAMPLES);
  while (frames > 0 && !isPlayed(sent, heard, (frames - 1) * FRAME_SAMPLES, lag)) frames--;
  return frames * FRAME_MS;
}

/** Does this frame of what was heard hold the sound that was sent for it? */
function isPlayed(sent: Int16Array, heard: Int16Array, from: number, lag: number): boolean {
  let product = 0;
  let sentEnergy = 0;
  let heardEnergy = 0;
  for (let at = from; at < from + FRAME_SAMPLES; at++) {
    const one = sent[at - lag] ?? 0;
    const other = heard[at] ?? 0;
    product += one * other;
    sentEnergy += one * one;
    heardEnergy += other * other;
  }
  return (
    product > PLAYED_FROM_GAIN * sentEnergy &&
    product > PLAYED_FROM_LIKENESS * Math.sqrt(sentEnergy * heardEnergy)
  );
}
