import { msToSamples, samplesToMs } from '../../audio/format.ts';

/** How what was heard compares with what was sent. */
export interface SoundMatch {
  /** 0 to 1: the mean correlation of the loud parts, each at its best place. A codec leaves about 0.95, other words 0.3. */
  likeness: number;
  /** Up to where in the sent sound the last loud part that was heard reaches. */
  sentUpToMs: number;
  /** Where each loud part that was heard is in the sent sound, in order. */
  places: readonly SoundPlace[];
}

/** The samples from `from` to `to` of the heard sound are `lag` samples earlier in the sent one. */
export interface SoundPlace {
  from: number;
  to: number;
  lag: number;
}

const WINDOW_MS = 200;
/** Quieter windows say nothing about likeness. */
const LOUD_ABOVE_RMS = 100;
/** The codec delays by some milliseconds; a bridged underrun shifts by whole frames. */
const FIRST_RANGE_MS = 60;
const NEXT_RANGE_MS = 45;
/** Speech correlates over a few samples: the coarse search may step over them. */
const COARSE_STEP = 4;
/** A place this good needs no further search. */
const CERTAIN = 0.9;

interface Place {
  lag: number;
  likeness: number;
}

/**
 * Follows heard sound through the sent sound it should be, window by window, both 24 kHz mono. The place of each window is looked
 * for near that of the one before, so delay and small shifts cost nothing, while other sound is found nowhere.
 */
export function followSound(sent: Int16Array, heard: Int16Array): SoundMatch {
  const size = msToSamples(WINDOW_MS);
  let lag = 0;
  let rangeMs = FIRST_RANGE_MS;
  let weight = 0;
  let sum = 0;
  let sentUpToMs = 0;
  const places: SoundPlace[] = [];
  // The last window ends where the sound ends, so that the place of its end is known.
  for (let end = size + (heard.length % size); end <= heard.length; end += size) {
    const window = heard.subarray(end - size, end);
    const energy = energyOf(window);
    if (Math.sqrt(energy / size) < LOUD_ABOVE_RMS) continue;
    const place = findPlace(sent, window, end - size, lag, msToSamples(rangeMs));
    sum += place.likeness * energy;
    weight += energy;
    lag = place.lag;
    rangeMs = NEXT_RANGE_MS;
    sentUpToMs = samplesToMs(end - lag);
    places.push({ from: end - size, to: end, lag });
  }
  return { likeness: weight === 0 ? 0 : sum / weight, sentUpToMs, places };
}

/** Where `window`, heard at `at`, is in the sent sound: `lag` samples earlier. */
function findPlace(sent: Int16Array, window: Int16Array, at: number, near: number, range: number): Place {
  let best: Place = { lag: near, likeness: 0 };
  const look = (lag: number): void => {
    const likeness = correlation(sent, window, at - lag);
    if (likeness > best.likeness) best = { lag, likeness };
  };
  const lookAround = (lag: number): void => {
    for (let close = lag - COARSE_STEP; close <= lag + COARSE_STEP; close++) look(close);
  };
  lookAround(near);
  if (best.likeness >= CERTAIN) return best;
  for (let lag = near - range; lag <= near + range; lag += COARSE_STEP) look(lag);
  lookAround(best.lag);
  return best;
}

function correlation(sent: Int16Array, window: Int16Array, from: number): number {
  let product = 0;
  let sentEnergy = 0;
  let heardEnergy = 0;
  for (let index = 0; index < window.length; index++) {
    const one = sent[from + index] ?? 0;
    const other = window[index] ?? 0;
    product += one * other;
    sentEnergy += one * one;
    heardEnergy += other * other;
  }
  const scale = Math.sqrt(sentEnergy * heardEnergy);
  return scale === 0 ? 0 : product / scale;
}

function energyOf(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return energy;
}
