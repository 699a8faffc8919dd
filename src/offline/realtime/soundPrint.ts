import { SAMPLE_RATE_HZ } from '../../audio/format.ts';
import { Fourier } from './fourier.ts';

/** What a sound is like, step by step: the shape of its spectrum every 20 ms, its loudness left out. */
export interface SoundPrint {
  steps: number;
  /** {@link PRINT_SIZE} numbers a step. */
  values: Float64Array;
}

/** Cepstral coefficients of one step. */
export const PRINT_SIZE = 12;
export const STEP_MS = 20;

const STEP_SAMPLES = (SAMPLE_RATE_HZ * STEP_MS) / 1000;
const WINDOW_SAMPLES = 512;
const BANDS = 24;
const LOWEST_HZ = 120;
/** Opus keeps this range at every speech bit rate. */
const HIGHEST_HZ = 5_500;
/** Bands this far below the loudest one count as empty: noise and coding would fill them at random. */
const FLOOR_RATIO = 1e-4;
/** Steps this far below the loudest one are the pause around a sentence. */
const PAUSE_RATIO = 3e-4;
/** Steps made before others get a turn: about 1 ms of work. */
const STEPS_AT_ONCE = 25;

/** Makes prints. Keeps its tables, so that many sounds share them. */
export class SoundPrinter {
  readonly #fourier = new Fourier(WINDOW_SAMPLES);
  readonly #window = Float64Array.from(
    { length: WINDOW_SAMPLES },
    (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / (WINDOW_SAMPLES - 1)),
  );
  readonly #bands = melBands();
  readonly #windowed = new Float64Array(WINDOW_SAMPLES);

  /** The print of 24 kHz mono sound, the pauses around it trimmed. Silence has no steps. */
  print(pcm: Int16Array): SoundPrint {
    const work = this.printInSteps(pcm);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  }

  /** As {@link print}, giving way now and then. */
  *printInSteps(pcm: Int16Array): Generator<void, SoundPrint> {
    const energies: Float64Array[] = [];
    for (let start = 0; start + WINDOW_SAMPLES <= pcm.length; start += STEP_SAMPLES) {
      energies.push(this.#energies(pcm, start));
      if (energies.length % STEPS_AT_ONCE === 0) yield;
    }
    return printOf(energies);
  }

  #energies(pcm: Int16Array, start: number): Float64Array {
    const windowed = this.#windowed;
    for (let index = 0; index < WINDOW_SAMPLES; index++)
      windowed[index] = (pcm[start + index] ?? 0) * (this.#window[index] ?? 0);
    const power = this.#fourier.power(windowed);
    const energies = new Float64Array(BANDS);
    for (let index = 0; index < BANDS; index++) {
      const band = this.#bands[index];
      if (band === undefined) continue;
      let sum = 0;
      for (let k = 0; k < band.weights.length; k++)
        sum += (band.weights[k] ?? 0) * (power[band.first + k] ?? 0);
      energies[index] = sum / WINDOW_SAMPLES;
    }
    return energies;
  }
}

function printOf(energies: Float64Array[]): SoundPrint {
  const totals = energies.map((step) => step.reduce((sum, band) => sum + band, 0));
  const loudest = Math.max(0, ...totals);
  const first = totals.findIndex((total) => total > loudest * PAUSE_RATIO);
  const last = totals.findLastIndex((total) => total > loudest * PAUSE_RATIO);
  if (loudest < 1 || first < 0) return { steps: 0, values: new Float64Array(0) };
  const spoken = energies.slice(first, last + 1);
  const floor = Math.max(...spoken.map((step) => Math.max(...step))) * FLOOR_RATIO;
  const values = new Float64Array(spoken.length * PRINT_SIZE);
  for (let step = 0; step < spoken.length; step++) {
    const bands = spoken[step];
    if (bands !== undefined)
      writeCepstrum(bands, floor, values.subarray(step * PRINT_SIZE, (step + 1) * PRINT_SIZE));
  }
  return { steps: spoken.length, values };
}

interface Band {
  first: number;
  weights: number[];
}

/** Triangles at equal distances on the mel scale. */
function melBands(): Band[] {
  const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const hz = (value: number) => 700 * (10 ** (value / 2595) - 1);
  const low = mel(LOWEST_HZ);
  const distance = (mel(HIGHEST_HZ) - low) / (BANDS + 1);
  const bin = (index: number) => (hz(low + distance * index) * WINDOW_SAMPLES) / SAMPLE_RATE_HZ;
  return Array.from({ length: BANDS }, (_, index) => {
    const [from, middle, to] = [bin(index), bin(index + 1), bin(index + 2)];
    const first = Math.ceil(from);
    const weights: number[] = [];
    for (let k = first; k <= to; k++)
      weights.push(Math.max(0, k <= middle ? (k - from) / (middle - from) : (to - k) / (to - middle)));
    return { first, weights };
  });
}

const COSINES = Array.from({ length: PRINT_SIZE }, (_, index) =>
  Float64Array.from(
    { length: BANDS },
    (_band, band) => Math.cos((Math.PI * (index + 1) * (band + 0.5)) / BANDS) / Math.sqrt(BANDS),
  ),
);

/** The cosine transform of the log spectrum without its first value, which is the loudness. */
function writeCepstrum(bands: Float64Array, floor: number, into: Float64Array): void {
  const logs = bands.map((band) => Math.log(band + floor));
  for (let index = 0; index < PRINT_SIZE; index++) {
    const cosines = COSINES[index];
    let sum = 0;
    for (let band = 0; band < BANDS; band++) sum += (logs[band] ?? 0) * (cosines?.[band] ?? 0);
    into[index] = sum;
  }
}
