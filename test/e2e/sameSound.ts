import { msToSamples, samplesToMs } from '../../src/audio/format.ts';
import { rms } from '../../src/audio/pcm.ts';

/** 200 ms: long enough to be told from the next one, short enough to place a gap. */
const WINDOW_SAMPLES = msToSamples(200);
const STEP_MS = 100;
/** Quieter windows say too little about where they are. */
const LOUD_FROM = 300;
const COARSE_SAMPLES = 4;
/** How far a window may lie from where its neighbours do: Opus codes phases a little differently from frame to frame. */
const SAME_LAG_MS = 3;
const ALIKE_FROM = 0.8;

/** Where a piece of one sound was found in another. */
export interface FoundWindow {
  /** Where the piece begins in the sound that was sent. */
  sentMs: number;
  /** How much later it begins in the sound that was heard. */
  lagMs: number;
  /** 1: equal up to loudness. */
  likeness: number;
}

/**
 * Finds each loud window of `sent` in `heard`: where the one before it says it should be, or else anywhere from 100 ms before that
 * place in `sent` to the end of what was heard.
 */
export function findWindows(sent: Int16Array, heard: Int16Array): FoundWindow[] {
  const found: FoundWindow[] = [];
  let lag: number | undefined;
  for (const start of loudWindows(sent)) {
    const window = sent.subarray(start, start + WINDOW_SAMPLES);
    let best = lag === undefined ? undefined : near(window, heard, start + lag);
    if (best === undefined || best.likeness < ALIKE_FROM) best = anywhere(window, heard, start);
    if (best.likeness >= ALIKE_FROM) lag = best.at - start;
    found.push({
      sentMs: samplesToMs(start),
      lagMs: samplesToMs(best.at - start),
      likeness: best.likeness,
    });
  }
  return found;
}

/** Is the beginning of it anywhere in there? Quick where it is not. */
export function begins(sent: Int16Array, heard: Int16Array): boolean {
  const [start] = loudWindows(sent);
  if (start === undefined) return false;
  return anywhere(sent.subarray(start, start + WINDOW_SAMPLES), heard, start).likeness >= ALIKE_FROM;
}

function loudWindows(sound: Int16Array): number[] {
  const starts: number[] = [];
  for (let start = 0; start + WINDOW_SAMPLES <= sound.length; start += msToSamples(STEP_MS)) {
    if (rms(sound.subarray(start, start + WINDOW_SAMPLES)) >= LOUD_FROM) starts.push(start);
  }
  return starts;
}

function near(window: Int16Array, heard: Int16Array, at: number): Place {
  return bestPlace(window, heard, at - msToSamples(SAME_LAG_MS), at + msToSamples(SAME_LAG_MS), 1);
}

function anywhere(window: Int16Array, heard: Int16Array, start: number): Place {
  const from = Math.max(0, start - msToSamples(100));
  const { at } = bestPlace(window, heard, from, heard.length, COARSE_SAMPLES);
  return bestPlace(window, heard, at - COARSE_SAMPLES, at + COARSE_SAMPLES, 1);
}

/** Windows that were heard somewhere, which is all of them but those across a cut. */
export function alike(windows: readonly FoundWindow[]): FoundWindow[] {
  return windows.filter(({ likeness }) => likeness >= ALIKE_FROM);
}

/** The lags at which windows were found, one for each run of equal ones, in the order of what was sent. */
export function lagsOf(windows: readonly FoundWindow[]): number[] {
  const lags: number[] = [];
  for (const { lagMs } of windows) {
    const last = lags.at(-1);
    if (last === undefined || Math.abs(lagMs - last) > SAME_LAG_MS) lags.push(lagMs);
  }
  return lags;
}

/** Every window of it was heard, once and in one piece: the share that was, and the lags. */
export function wholeness(sent: Int16Array, heard: Int16Array): { share: number; lags: number[] } {
  const windows = findWindows(sent, heard);
  const good = alike(windows);
  return { share: good.length / windows.length, lags: lagsOf(good) };
}

interface Place {
  at: number;
  likeness: number;
}

/** A rough search leaves most samples out on both sides. */
function bestPlace(window: Int16Array, heard: Int16Array, from: number, to: number, step: number): Place {
  let best = { at: Math.max(0, from), likeness: -1 };
  for (let at = Math.max(0, from); at <= Math.min(to, heard.length - window.length); at += step) {
    let product = 0;
    let one = 0;
    let other = 0;
    for (let index = 0; index < window.length; index += step) {
      const x = window[index] ?? 0;
      const y = heard[at + index] ?? 0;
      product += x * y;
      one += x * x;
      other += y * y;
    }
    const likeness = product / Math.sqrt(one * other || 1);
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best;
}
