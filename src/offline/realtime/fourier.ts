/** A fast Fourier transform of one fixed size (a power of two) that keeps its tables between calls. */
export class Fourier {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #order: Uint32Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /** @throws RangeError when `size` is no power of two */
  constructor(size: number) {
    const bits = Math.log2(size);
    if (!Number.isInteger(bits) || bits < 1) throw new RangeError('size must be a power of two');
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#order = Uint32Array.from({ length: size }, (_, index) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= ((index >> bit) & 1) << (bits - 1 - bit);
      return reversed;
    });
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  /** The power of each frequency, 0 to half the sample rate (`size / 2 + 1` values), of `size` real samples. */
  power(samples: Float64Array): Float64Array {
    const { size } = this;
    const re = this.#re;
    const im = this.#im;
    const order = this.#order;
    for (let index = 0; index < size; index++) re[index] = samples[order[index] ?? 0] ?? 0;
    im.fill(0);
    for (let half = 1; half < size; half *= 2) this.#combine(re, im, half);
    const power = new Float64Array(size / 2 + 1);
    for (let k = 0; k < power.length; k++) power[k] = (re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2;
    return power;
  }

  /** One pass of butterflies: transforms of `half` samples become transforms of twice as many. */
  #combine(re: Float64Array, im: Float64Array, half: number): void {
    const stride = this.size / (2 * half);
    for (let k = 0; k < half; k++) {
      const cos = this.#cos[k * stride] ?? 0;
      const sin = this.#sin[k * stride] ?? 0;
      for (let low = k; low < this.size; low += 2 * half) {
        const high = low + half;
        const highRe = re[high] ?? 0;
        const highIm = im[high] ?? 0;
        const turnedRe = highRe * cos - highIm * sin;
        const turnedIm = highRe * sin + highIm * cos;
        const lowRe = re[low] ?? 0;
        const lowIm = im[low] ?? 0;
        re[low] = lowRe + turnedRe;
        im[low] = lowIm + turnedIm;
        re[high] = lowRe - turnedRe;
        im[high] = lowIm - turnedIm;
      }
    }
  }
}
