import { SAMPLE_RATE_HZ } from '../../audio/format.ts';

/** What the VAD found; positions are samples since the session's first appended one. */
export type VadEvent =
  | { type: 'started'; startSample: number; atSample: number }
  | { type: 'stopped'; endSample: number };

export interface VadSettings {
  /** 0..1; higher wants louder speech. */
  threshold: number;
  /** Asked at every quiet frame inside speech: after how much silence is the turn over? */
  silenceMs(speech: { startSample: number; quietSinceSample: number }): number;
}

const WINDOW_MS = 10;
const WINDOW_SAMPLES = (SAMPLE_RATE_HZ * WINDOW_MS) / 1000;
/** Speech has begun when this many of the last {@link ONSET_OF} windows are loud: a click is shorter. */
const ONSET_LOUD = 6;
const ONSET_OF = 8;
/** Inside speech this many of the last {@link KEEP_OF} windows keep it going. */
const KEEP_LOUD = 3;
const KEEP_OF = 5;
/** Threshold 0 listens from -60 dBFS, 1 from -30 dBFS; and 6 to 18 dB above the noise. */
const GATE_LOWEST_DB = -60;
const GATE_RANGE_DB = 30;
const MARGIN_LOWEST_DB = 6;
const MARGIN_RANGE_DB = 12;
/** Speech that goes on may be a little softer than speech that begins. */
const HYSTERESIS_DB = 4;
const FLOOR_LOWEST_DB = -75;
const FLOOR_HIGHEST_DB = -25;
/** The noise floor is the quietest window of the last 3 s, kept in buckets: speech has gaps, a fan has none. */
const BUCKET_WINDOWS = 30;
const BUCKETS = 10;

/**
 * Voice activity on the time of the sound itself: energy over an adaptive noise floor. How fast samples are pushed does not
 * matter, only what they hold.
 */
export class Vad {
  readonly #settings: VadSettings;
  readonly #pending = new Int16Array(WINDOW_SAMPLES);
  #pendingSamples = 0;
  #position: number;
  #recent: boolean[] = [];
  #buckets: number[] = [];
  #bucketMin = 0;
  #bucketWindows = 0;
  #speech: { startSample: number; quietSinceSample: number } | undefined;

  /** `position`: how many samples the session has had already. */
  constructor(settings: VadSettings, position = 0) {
    this.#settings = settings;
    this.#position = position;
  }

  /** Is somebody speaking, as far as was heard? */
  get speaking(): boolean {
    return this.#speech !== undefined;
  }

  /** Hears more sound and says what began and ended in it. */
  push(samples: Int16Array): VadEvent[] {
    const events: VadEvent[] = [];
    let at = 0;
    while (at < samples.length) {
      const count = Math.min(WINDOW_SAMPLES - this.#pendingSamples, samples.length - at);
      this.#pending.set(samples.subarray(at, at + count), this.#pendingSamples);
      this.#pendingSamples += count;
      at += count;
      if (this.#pendingSamples < WINDOW_SAMPLES) break;
      this.#pendingSamples = 0;
      this.#position += WINDOW_SAMPLES;
      const event = this.#window(levelDb(this.#pending));
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /** Forgets speech in progress: its audio was committed or cleared by hand. The noise floor stays known. */
  reset(): void {
    this.#speech = undefined;
    this.#recent = [];
  }

  #window(level: number): VadEvent | undefined {
    const { threshold } = this.#settings;
    const gate = GATE_LOWEST_DB + GATE_RANGE_DB * threshold;
    const margin = MARGIN_LOWEST_DB + MARGIN_RANGE_DB * threshold;
    const needed = Math.max(gate, this.#floor() + margin) - (this.#speech === undefined ? 0 : HYSTERESIS_DB);
    this.#learnFloor(level);
    this.#recent.push(level > needed);
    if (this.#recent.length > ONSET_OF) this.#recent.shift();
    return this.#speech === undefined ? this.#listen() : this.#follow(this.#speech);
  }

  #listen(): VadEvent | undefined {
    if (this.#recent.filter(Boolean).length < ONSET_LOUD) return undefined;
    const windowsAgo = this.#recent.length - this.#recent.indexOf(true);
    const startSample = Math.max(0, this.#position - windowsAgo * WINDOW_SAMPLES);
    this.#speech = { startSample, quietSinceSample: this.#position };
    return { type: 'started', startSample, atSample: this.#position };
  }

  #follow(speech: { startSample: number; quietSinceSample: number }): VadEvent | undefined {
    if (this.#recent.slice(-KEEP_OF).filter(Boolean).length >= KEEP_LOUD) {
      speech.quietSinceSample = this.#position;
      return undefined;
    }
    const quietMs = ((this.#position - speech.quietSinceSample) * 1000) / SAMPLE_RATE_HZ;
    if (quietMs < this.#settings.silenceMs(speech)) return undefined;
    this.#speech = undefined;
    this.#recent = [];
    return { type: 'stopped', endSample: this.#position };
  }

  #floor(): number {
    const quietest = Math.min(
      ...this.#buckets,
      this.#bucketWindows > 0 ? this.#bucketMin : Number.POSITIVE_INFINITY,
    );
    return Math.min(
      FLOOR_HIGHEST_DB,
      Math.max(FLOOR_LOWEST_DB, Number.isFinite(quietest) ? quietest : FLOOR_LOWEST_DB),
    );
  }

  #learnFloor(level: number): void {
    this.#bucketMin = this.#bucketWindows === 0 ? level : Math.min(this.#bucketMin, level);
    this.#bucketWindows++;
    if (this.#bucketWindows < BUCKET_WINDOWS) return;
    this.#buckets.push(this.#bucketMin);
    if (this.#buckets.length > BUCKETS) this.#buckets.shift();
    this.#bucketWindows = 0;
  }
}

const SILENT_DB = -100;
const FULL_SCALE = 32_768;

/** The mean power of some samples in dBFS; -100 for digital silence. */
export function levelDb(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const power = sum / Math.max(1, samples.length) / FULL_SCALE ** 2;
  return Math.max(SILENT_DB, 10 * Math.log10(power + 1e-10));
}
