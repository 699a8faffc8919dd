import { FRAME_SAMPLES, msToSamples } from '../../src/audio/format.ts';
import { bestLag } from './correlation.ts';
import { framesWithForm } from './followFrames.ts';

/** So many samples become one for the first look, which goes through everything. */
const THINNING = 8;
const STRETCH_MS = 400;
const MAYBE_ALIKE = 0.6;
const WHOLE_SHARE = 0.97;
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

/** Where (in samples) all of the utterance was heard in one piece; undefined: nowhere. */
export function findUtterance(utterance: SearchedSound, heard: SearchedSound): number | undefined {
  const stretch = Math.min(utterance.thin.length, msToSamples(STRETCH_MS) / THINNING);
  const rough = bestLag(utterance.thin, 0, stretch, heard.thin, 0, heard.thin.length - stretch);
  if (rough.correlation < MAYBE_ALIKE) return undefined;
  const near = rough.lag * THINNING;
  const { lag } = bestLag(utterance.pcm, 0, stretch * THINNING, heard.pcm, near - THINNING, near + THINNING);
  const frames = framesWithForm(utterance.pcm);
  const inPlace = frames.filter((frame) => {
    const from = frame * FRAME_SAMPLES;
    const found = bestLag(utterance.pcm, from, FRAME_SAMPLES, heard.pcm, lag - SAME_PLACE, lag + SAME_PLACE);
    return found.correlation >= FRAME_ALIKE;
  });
  return inPlace.length >= WHOLE_SHARE * frames.length ? lag : undefined;
}
