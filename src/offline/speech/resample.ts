/**
 * Converts 16-bit mono sound from one sample rate to another with a Kaiser-windowed sinc, one filter per output phase.
 * Rates are whole Hz; the result has `samples.length * toHz / fromHz` samples, rounded.
 *
 * The function names nothing outside itself: {@link Speech} hands its source to a worker thread.
 */
export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  const zeroCrossings = 24;
  const kaiserBeta = 8;
  // A little below the lower Nyquist frequency, so that the transition band does not fold back.
  const passband = 0.94;
  if (fromHz === toHz) return samples.slice();

  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const bessel = (x: number): number => {
    let sum = 1;
    let term = 1;
    for (let k = 1; k < 32; k++) {
      term *= (x / (2 * k)) ** 2;
      sum += term;
    }
    return sum;
  };
  const phases = toHz / divisor(fromHz, toHz);
  const stride = fromHz / divisor(fromHz, toHz);
  const cutoff = passband * Math.min(1, toHz / fromHz);
  const reach = Math.ceil(zeroCrossings / cutoff);
  const taps = 2 * reach;
  const filters: Float64Array[] = [];
  for (let phase = 0; phase < phases; phase++) {
    const fraction = ((phase * stride) % phases) / phases;
    const filter = new Float64Array(taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const x = tap - reach + 1 - fraction;
      const angle = Math.PI * x * cutoff;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      const edge = Math.min(1, Math.abs(x) / reach);
      const value = sinc * (bessel(kaiserBeta * Math.sqrt(1 - edge * edge)) / bessel(kaiserBeta));
      filter[tap] = value;
      sum += value;
    }
    filters.push(filter.map((value) => value / sum));
  }

  const output = new Int16Array(Math.round((samples.length * toHz) / fromHz));
  for (let index = 0; index < output.length; index++) {
    const base = Math.floor((index * stride) / phases) - reach + 1;
    const filter = filters[index % phases] ?? new Float64Array(taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) sum += (samples[base + tap] ?? 0) * (filter[tap] ?? 0);
    output[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return output;
}
