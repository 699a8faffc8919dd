import { FRAME_SAMPLES, type Frame } from './format.ts';

/** Half as many taps as the filter has: sounds above 11 kHz fade, nothing under it changes by more than 0.1 dB. */
const TAPS_PER_PHASE = 16;
/** Of the output rate. */
const CUTOFF = 0.24;

/**
 * Brings frames of one stream from 24 kHz to 48 kHz, as RNNoise wants them: a windowed sinc in two phases. It has memory: one
 * a stream. The delay is 16 samples of the input, 0.7 ms.
 */
export class SampleDoubler {
  readonly #filters = [filterPhase(0), filterPhase(1)] as const;
  /** The end of the frame before, then the frame. */
  readonly #input = new Float32Array(TAPS_PER_PHASE - 1 + FRAME_SAMPLES);

  /** Writes 960 samples, in the range of 16 bits, from `frame` of 480 into `output`. */
  process(frame: Frame, output: Float32Array): void {
    const input = this.#input;
    input.copyWithin(0, FRAME_SAMPLES);
    input.set(frame, TAPS_PER_PHASE - 1);
    const [even, odd] = this.#filters;
    for (let index = 0; index < FRAME_SAMPLES; index++) {
      let evenSum = 0;
      let oddSum = 0;
      for (let tap = 0; tap < TAPS_PER_PHASE; tap++) {
        const sample = input[index + TAPS_PER_PHASE - 1 - tap] ?? 0;
        evenSum += sample * (even[tap] ?? 0);
        oddSum += sample * (odd[tap] ?? 0);
      }
      output[2 * index] = evenSum;
      output[2 * index + 1] = oddSum;
    }
  }

  /** Forgets the stream. */
  reset(): void {
    this.#input.fill(0);
  }
}

/** Every second tap of a Blackman-windowed sinc, so that each phase passes a steady level unchanged. */
function filterPhase(phase: 0 | 1): Float32Array {
  const length = 2 * TAPS_PER_PHASE;
  const taps = Float64Array.from({ length: TAPS_PER_PHASE }, (_, index) => {
    const position = 2 * index + phase;
    const x = position - (length - 1) / 2;
    const angle = (2 * Math.PI * (position + 0.5)) / length;
    const window = 0.42 - 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
    return (Math.sin(2 * Math.PI * CUTOFF * x) / (Math.PI * x)) * window;
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return Float32Array.from(taps, (tap) => tap / sum);
}
