/** Three minutes of 24 kHz mono. */
const MOST_SAMPLES = 3 * 60 * 24_000;

/** The newest three minutes of what a session was sent. */
export class AudioLog {
  #chunks: Int16Array[] = [];
  #samples = 0;
  #total = 0;

  /** All samples ever, the dropped ones included. */
  get totalSamples(): number {
    return this.#total;
  }

  add(samples: Int16Array): void {
    this.#chunks.push(samples);
    this.#samples += samples.length;
    this.#total += samples.length;
    while (this.#samples > MOST_SAMPLES) {
      const oldest = this.#chunks.shift();
      if (oldest === undefined) return;
      this.#samples -= oldest.length;
    }
  }

  /** What is kept, as one piece. */
  pcm(): Int16Array {
    const joined = new Int16Array(this.#samples);
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }
}
