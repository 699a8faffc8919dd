import { FRAME_SAMPLES, msToSamples } from '../../src/audio/format.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';
import { type FollowedFrame, followFrames, framesWithForm } from './followFrames.ts';

/** How whole a sound is that was stopped and went on. */
export interface ResumedSound {
  /** Samples of the sound that were left out or came twice. */
  wrongSamples: number;
  /** The longest silence that was put in. */
  pausedMs: number;
  /** Of the frames that can be found again, how many were not; those of the fades may be among them. */
  lostFrames: number;
}

/** Opus codes phases a little differently from frame to frame: no sample is missing because of that. */
const CODEC_SHIFT = msToSamples(1.5);
const SILENT_BELOW_DBFS = -50;
/** Sound that was really moved stays moved for longer. */
const STEADY_FRAMES = 5;
/** A fade to silence and one back lie at the edges of a pause. */
const FADE_FRAMES = 2;

/**
 * Compares what was sent with what was heard: silence put in is no fault, as long as it is whole frames of silence. The end of
 * the sound must be there too.
 */
export function resumedSound(sent: Int16Array, heard: Int16Array): ResumedSound {
  const all = followFrames(sent, heard);
  const found = steady(all);
  let wrongSamples = 0;
  let longestPause = 0;
  for (const [index, { frame, at }] of found.entries()) {
    const before = found[index - 1];
    if (before === undefined) continue;
    const grown = at - before.at - (frame - before.frame) * FRAME_SAMPLES;
    if (Math.abs(grown) <= CODEC_SHIFT) continue;
    const offBeat = Math.abs(grown - Math.round(grown / FRAME_SAMPLES) * FRAME_SAMPLES);
    if (offBeat > CODEC_SHIFT) wrongSamples += offBeat;
    if (grown < 0) wrongSamples -= grown;
    else
      wrongSamples += Math.max(0, grown - silentSamples(heard, before.at, at) - FADE_FRAMES * FRAME_SAMPLES);
    longestPause = Math.max(longestPause, grown);
  }
  const form = framesWithForm(sent);
  return {
    wrongSamples,
    pausedMs: (longestPause / FRAME_SAMPLES) * 20,
    lostFrames: form.length - all.length,
  };
}

/** Without the few frames that were found one pitch period away from where those around them lie. */
function steady(found: readonly FollowedFrame[]): FollowedFrame[] {
  const lagOf = ({ frame, at }: FollowedFrame) => at - frame * FRAME_SAMPLES;
  const runs: FollowedFrame[][] = [];
  for (const one of found) {
    const before = runs.at(-1)?.at(-1);
    if (before !== undefined && Math.abs(lagOf(one) - lagOf(before)) <= CODEC_SHIFT) runs.at(-1)?.push(one);
    else runs.push([one]);
  }
  return runs.filter((run) => run.length >= STEADY_FRAMES).flat();
}

function silentSamples(heard: Int16Array, fromSample: number, toSample: number): number {
  let silent = 0;
  const step = FRAME_SAMPLES / 4;
  for (let from = fromSample; from + step <= toSample; from += step) {
    if (levelDb(heard.subarray(from, from + step)) < SILENT_BELOW_DBFS) silent += step;
  }
  return silent;
}
