import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { Fourier } from '../../src/offline/realtime/fourier.ts';
import { type FollowedFrame, followFrames, framesWithForm } from './followFrames.ts';

/** How far what was heard is from its source. */
export interface SoundDistance {
  /** Signal to noise of each 20 ms frame in dB, within [-10, 40]: higher is better. */
  segmentalSnrDb: number[];
  /** Distance of the logarithmic spectra of each frame in dB: lower is better. */
  logSpectralDb: number[];
  /** Share (0..1) of the source's frames that were not found at all. */
  lostShare: number;
}

const SNR_LOWEST_DB = -10;
const SNR_HIGHEST_DB = 40;
const SPECTRUM_SIZE = 512;
/** What is this far under the loudest frequency of a frame is not heard beside it. */
const MASKED_BELOW_DB = 50;
/** Delays that are no whole number of samples are tried in such steps. */
const FRACTIONS = 16;
/** For finding the fraction every so manieth frame is enough. */
const PROBE_STRIDE = 16;
const SINC_REACH = 16;

/** Compares 24 kHz mono sound with what became of it, frame by frame, wherever each frame is found. */
export function soundDistance(source: Int16Array, heard: Int16Array): SoundDistance {
  const followed = followFrames(source, heard);
  const fraction = commonFraction(source, heard, followed);
  const fourier = new Fourier(SPECTRUM_SIZE);
  const segmentalSnrDb: number[] = [];
  const logSpectralDb: number[] = [];
  for (const { frame, at } of followed) {
    const own = frameOf(source, frame);
    const other = shifted(heard, at, fraction);
    segmentalSnrDb.push(snrDb(own, other));
    logSpectralDb.push(spectralDistanceDb(fourier.power(windowed(own)), fourier.power(windowed(other))));
  }
  const wanted = framesWithForm(source).length;
  return { segmentalSnrDb, logSpectralDb, lostShare: wanted === 0 ? 0 : 1 - followed.length / wanted };
}

/** Compares 24 kHz mono sound with what became of it where both have frames at the same places; soft frames are left out. */
export function alignedDistance(source: Int16Array, heard: Int16Array): Omit<SoundDistance, 'lostShare'> {
  const fourier = new Fourier(SPECTRUM_SIZE);
  const pairs = framesWithForm(source).map(
    (frame) => [frameOf(source, frame), frameOf(heard, frame)] as const,
  );
  return {
    segmentalSnrDb: pairs.map(([own, other]) => snrDb(own, other)),
    logSpectralDb: pairs.map(([own, other]) =>
      spectralDistanceDb(fourier.power(windowed(own)), fourier.power(windowed(other))),
    ),
  };
}

/** The part of a sample by which everything is late: the one that leaves the least noise. */
function commonFraction(source: Int16Array, heard: Int16Array, followed: readonly FollowedFrame[]): number {
  const probes = followed.filter((_, index) => index % PROBE_STRIDE === 0);
  let best = { fraction: 0, snrDb: Number.NEGATIVE_INFINITY };
  for (let step = -FRACTIONS / 2; step <= FRACTIONS / 2; step++) {
    const fraction = step / FRACTIONS;
    let sum = 0;
    for (const { frame, at } of probes) sum += snrDb(frameOf(source, frame), shifted(heard, at, fraction));
    if (sum > best.snrDb) best = { fraction, snrDb: sum };
  }
  return best.fraction;
}

function frameOf(sound: Int16Array, frame: number): Float64Array {
  return Float64Array.from(sound.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES));
}

/** One frame that begins `fraction` of a sample after `at`. */
function shifted(heard: Int16Array, at: number, fraction: number): Float64Array {
  const taps = Array.from({ length: 2 * SINC_REACH + 1 }, (_, index) => {
    const x = index - SINC_REACH - fraction;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / (SINC_REACH + 1)));
  });
  return Float64Array.from({ length: FRAME_SAMPLES }, (_, index) => {
    let sum = 0;
    for (const [tap, weight] of taps.entries()) sum += (heard[at + index + tap - SINC_REACH] ?? 0) * weight;
    return sum;
  });
}

function snrDb(own: Float64Array, other: Float64Array): number {
  let signal = 0;
  let noise = 0;
  for (const [index, sample] of own.entries()) {
    signal += sample ** 2;
    noise += (sample - (other[index] ?? 0)) ** 2;
  }
  const db = 10 * Math.log10(signal / Math.max(1, noise));
  return Math.max(SNR_LOWEST_DB, Math.min(SNR_HIGHEST_DB, db));
}

function windowed(frame: Float64Array): Float64Array {
  const padded = new Float64Array(SPECTRUM_SIZE);
  for (const [index, sample] of frame.entries()) {
    padded[index] = sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / frame.length));
  }
  return padded;
}

function spectralDistanceDb(own: Float64Array, other: Float64Array): number {
  const floor = Math.max(...own) / 10 ** (MASKED_BELOW_DB / 10);
  let sum = 0;
  for (const [index, power] of own.entries()) {
    sum += (10 * Math.log10(Math.max(power, floor) / Math.max(other[index] ?? 0, floor))) ** 2;
  }
  return Math.sqrt(sum / own.length);
}
