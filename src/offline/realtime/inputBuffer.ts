/** Five minutes at 24 kHz: what the buffer keeps when nobody commits. */
const MOST_SAMPLES = 5 * 60 * 24_000;

/**
 * The session's uncommitted audio, addressed by sample position since the session's first sample. Bounded: the oldest sound is
 * dropped and counted.
 */
export class InputBuffer {
  #chunks: { start: number; samples: Int16Array }[] = [];
  #end = 0;
  #start = 0;
  #dropped = 0;

  /** Position behind the newest sample: all audio ever appended. */
  get end(): number {
    return this.#end;
  }

  /** Position of the oldest sample still here. */
  get start(): number {
    return this.#start;
  }

  /** Samples here. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Samples lost to the bound. */
  get dropped(): number {
    return this.#dropped;
  }

  append(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#chunks.push({ start: this.#end, samples });
    this.#end += samples.length;
    if (this.length > MOST_SAMPLES) {
      this.#dropped += this.length - MOST_SAMPLES;
      this.discardBefore(this.#end - MOST_SAMPLES);
    }
  }

  /** A copy of the samples in `[from, to)`, as far as they are here. */
  slice(from: number, to: number): Int16Array {
    const first = Math.max(from, this.#start);
    const last = Math.min(to, this.#end);
    const copy = new Int16Array(Math.max(0, last - first));
    for (const chunk of this.#chunks) {
      const begin = Math.max(first, chunk.start);
      const end = Math.min(last, chunk.start + chunk.samples.length);
      if (begin < end)
        copy.set(chunk.samples.subarray(begin - chunk.start, end - chunk.start), begin - first);
    }
    return copy;
  }

  /** Forgets everything before `position`. */
  discardBefore(position: number): void {
    this.#start = Math.min(this.#end, Math.max(this.#start, position));
    while (this.#chunks[0] !== undefined) {
      const first = this.#chunks[0];
      if (first.start + first.samples.length > this.#start) return;
      this.#chunks.shift();
    }
  }
}
