import { FRAME_MS, FRAME_SAMPLES, msToSamples } from '../../src/audio/format.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';
import { followFrames } from './followFrames.ts';

/** How whole a sound is that was stopped and went on. */
export interface ResumedSound {
  /** Samples of the sound that were left out or came twice, its beginning and its end included. */
  wrongSamples: number;
  /** The longest silence that was put in. */
  pausedMs: number;
  /** Frames that were not found again though no sound is missing around them: those of the fades. */
  unlikeFrames: number;
}

/** A decoder is a sample or two off at times: none is missing because of that. */
const CODEC_SHIFT = msToSamples(0.25);
const SILENT_BELOW_DBFS = -50;
/** The soft ends of the fades around a pause look silent, about so much of them. */
const SOFT_FADE = msToSamples(4);
/** What is silent is counted in such steps. */
const LOOK = msToSamples(1);

/**
 * Compares what was sent with what was heard: silence put in is no fault, as long as it is whole frames of silence.
 * @param sent 24 kHz mono without silence, no stretch like another, as {@link babble} makes it
 */
export function resumedSound(sent: Int16Array, heard: Int16Array): ResumedSound {
  const frames = Math.floor(sent.length / FRAME_SAMPLES);
  const found = followFrames(sent, heard);
  const [first, last] = [found.at(0), found.at(-1)];
  if (first === undefined || last === undefined) {
    return { wrongSamples: frames * FRAME_SAMPLES, pausedMs: 0, unlikeFrames: 0 };
  }
  const lostEnds = first.frame + (frames - 1 - last.frame);
  let wrongSamples = lostEnds * FRAME_SAMPLES;
  let longestPause = 0;
  for (const [index, { frame, at }] of found.entries()) {
    const before = found[index - 1];
    if (before === undefined) continue;
    const grown = at - before.at - (frame - before.frame) * FRAME_SAMPLES;
    if (Math.abs(grown) <= CODEC_SHIFT) continue;
    const silent = silentSamples(heard, before.at, at);
    const wrongFrames = Math.abs(Math.round((grown - silent + SOFT_FADE) / FRAME_SAMPLES));
    const offBeat = Math.abs(grown - Math.round(grown / FRAME_SAMPLES) * FRAME_SAMPLES);
    wrongSamples += wrongFrames * FRAME_SAMPLES + (offBeat > CODEC_SHIFT ? offBeat : 0);
    longestPause = Math.max(longestPause, silent);
  }
  return {
    wrongSamples,
    pausedMs: (longestPause / FRAME_SAMPLES) * FRAME_MS,
    unlikeFrames: frames - found.length - lostEnds,
  };
}

function silentSamples(heard: Int16Array, fromSample: number, toSample: number): number {
  let silent = 0;
  for (let from = fromSample; from + LOOK <= toSample; from += LOOK) {
    if (levelDb(heard.subarray(from, from + LOOK)) < SILENT_BELOW_DBFS) silent += LOOK;
  }
  return silent;
}
