/**
 * Samples in the order they came, taken out in blocks of any size.
 * Bounded: what does not fit is refused whole, so that the caller can count it.
 */
export class SampleQueue {
  readonly #capacity: number;
  #chunks: Int16Array[] = [];
  /** Samples of the first chunk that were taken already. */
  #offset = 0;
  #length = 0;

  /** @param capacity the most samples it holds */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Samples waiting. */
  get length(): number {
    return this.#length;
  }

  /** Keeps a reference to `samples`; false when they do not fit. */
  push(samples: Int16Array): boolean {
    if (this.#length + samples.length > this.#capacity) return false;
    if (samples.length > 0) this.#chunks.push(samples);
    this.#length += samples.length;
    return true;
  }

  /** Takes up to `target.length` samples into the start of `target`; answers how many. */
  takeInto(target: Int16Array): number {
    let taken = 0;
    let finished = 0;
    for (const chunk of this.#chunks) {
      if (taken === target.length) break;
      const part = chunk.subarray(this.#offset, this.#offset + target.length - taken);
      target.set(part, taken);
      taken += part.length;
      this.#offset += part.length;
      if (this.#offset < chunk.length) break;
      finished += 1;
      this.#offset = 0;
    }
    if (finished > 0) this.#chunks.splice(0, finished);
    this.#length -= taken;
    return taken;
  }

  clear(): void {
    this.#chunks = [];
    this.#offset = 0;
    this.#length = 0;
  }
}
