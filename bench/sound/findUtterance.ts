import { FRAME_SAMPLES, msToSamples } from '../../src/audio/format.ts';
import { bestLag } from './correlation.ts';
import { framesWithForm } from './followFrames.ts';

/** So many samples become one for the first look, which goes through everything. */
const THINNING = 8;
const STRETCH_SAMPLES = msToSamples(400);
const MAYBE_ALIKE = 0.6;
/** What lacks more is not whole. */
const MISSING_SHARE = 0.03;
const FRAME_ALIKE = 0.7;
/** Frames are looked for so far from where the first ones lie. */
const SAME_PLACE = msToSamples(2);

/** Sound made thin once, since it is looked through for many utterances. */
export interface SearchedSound {
  pcm: Int16Array;
  thin: Int16Array;
}

export function searched(pcm: Int16Array): SearchedSound {
  const thin = new Int16Array(Math.floor(pcm.length / THINNING));
  for (let index = 0; index < thin.length; index++) {
    let sum = 0;
    for (let offset = 0; offset < THINNING; offset++) sum += pcm[index * THINNING + offset] ?? 0;
    thin[index] = Math.round(sum / THINNING);
  }
  return { pcm, thin };
}

/** One time that an utterance was heard in one piece. */
export interface FoundUtterance {
  /** Where it begins, in samples. */
  at: number;
  /** How many of its frames have become something else: silence, or what concealment made. */
  missingFrames: number;
}

/** Every time that all of the utterance was heard in one piece, in order. */
export function findUtterance(utterance: SearchedSound, heard: SearchedSound): FoundUtterance[] {
  const stretch = Math.min(utterance.thin.length, STRETCH_SAMPLES / THINNING);
  return searchBetween(utterance, heard, stretch, 0, heard.thin.length - stretch);
}

/** Looks at the likeliest place between two, and then on both sides of it. */
function searchBetween(
  utterance: SearchedSound,
  heard: SearchedSound,
  stretch: number,
  from: number,
  to: number,
): FoundUtterance[] {
  if (from > to || stretch === 0) return [];
  const { lag, correlation } = bestLag(utterance.thin, 0, stretch, heard.thin, from, to);
  if (correlation < MAYBE_ALIKE) return [];
  const found = wholeAt(utterance, heard, lag * THINNING);
  return [
    ...searchBetween(utterance, heard, stretch, from, lag - stretch),
    ...(found === undefined ? [] : [found]),
    ...searchBetween(utterance, heard, stretch, lag + stretch, to),
  ];
}

/** The utterance, if all of it lies near there. */
function wholeAt(utterance: SearchedSound, heard: SearchedSound, near: number): FoundUtterance | undefined {
  const stretch = Math.min(utterance.pcm.length, STRETCH_SAMPLES);
  const { lag } = bestLag(utterance.pcm, 0, stretch, heard.pcm, near - 2 * THINNING, near + 2 * THINNING);
  const frames = framesWithForm(utterance.pcm);
  const missing = frames.filter((frame) => {
    const from = frame * FRAME_SAMPLES;
    const found = bestLag(utterance.pcm, from, FRAME_SAMPLES, heard.pcm, lag - SAME_PLACE, lag + SAME_PLACE);
    return found.correlation < FRAME_ALIKE;
  });
  const missingFrames = missing.length;
  return missingFrames <= MISSING_SHARE * frames.length ? { at: lag, missingFrames } : undefined;
}
