import { FRAME_SAMPLES } from '../../audio/format.ts';
import { rms } from '../../audio/pcm.ts';
import type { SoundMatch } from './followSound.ts';
import { type HeardRun, placeInRun } from './heardRun.ts';

/** How much louder (or quieter: negative) one packet was heard than it was sent. */
export interface HeardLoudness {
  atMs: number;
  db: number;
}

/** A stretch in which the answer was heard quieter than it was sent. */
export interface Ducking {
  fromMs: number;
  toMs: number;
  /** By how much, at its middle. Negative. */
  db: number;
}

/** Frames that were sent more quietly than this say nothing about loudness. */
const LOUD_ABOVE_RMS = 300;
/** Speech through the codec varies by 2 dB or so. */
const QUIETER_DB = -6;

/** Compares the loudness of each packet with that of the sound it holds. */
export function followLoudness(
  sent: Int16Array,
  heard: Int16Array,
  { places }: SoundMatch,
  run: HeardRun,
): HeardLoudness[] {
  const first = Math.min(...run.packets.map((packet) => placeInRun(run, packet)));
  const loudness: HeardLoudness[] = [];
  for (const packet of run.packets) {
    const at = (placeInRun(run, packet) - first) * FRAME_SAMPLES;
    const place = places.find(({ from, to }) => at >= from && at + FRAME_SAMPLES <= to);
    if (place === undefined) continue;
    const source = sent.subarray(Math.max(0, at - place.lag), Math.max(0, at - place.lag + FRAME_SAMPLES));
    if (source.length < FRAME_SAMPLES || rms(source) < LOUD_ABOVE_RMS) continue;
    const db = 20 * Math.log10(Math.max(1, rms(heard.subarray(at, at + FRAME_SAMPLES))) / rms(source));
    loudness.push({ atMs: packet.atMs, db });
  }
  return loudness;
}

/** The first stretch at or after `sinceMs` in which the answer was heard quieter; `undefined`: there was none. */
export function duckingSince(loudness: readonly HeardLoudness[], sinceMs: number): Ducking | undefined {
  const later = loudness.filter(({ atMs }) => atMs >= sinceMs);
  const start = later.findIndex(({ db }) => db <= QUIETER_DB);
  if (start < 0) return undefined;
  const end = later.findIndex(({ db }, index) => index > start && db > QUIETER_DB);
  const quiet = later.slice(start, end < 0 ? later.length : end);
  const middle = quiet.map(({ db }) => db).toSorted((one, other) => one - other)[quiet.length >> 1] ?? 0;
  return { fromMs: quiet[0]?.atMs ?? sinceMs, toMs: quiet.at(-1)?.atMs ?? sinceMs, db: middle };
}
