import createRnnoise, { type RnnoiseModule } from '@echogarden/rnnoise-wasm';
import { FRAME_SAMPLES, type Frame } from './format.ts';
import { rms } from './pcm.ts';
import { SampleDoubler } from './sampleDoubler.ts';

/** Tells how likely it is that somebody speaks in a stream of frames. It has memory: one a stream. */
export interface VoiceActivityDetector {
  /**
   * How likely the frame holds speech, 0..1.
   *
   * @throws RangeError when the frame is not {@link FRAME_SAMPLES} long, Error after {@link release}
   */
  process(frame: Frame): number;
  /** Forgets the stream, as if newly made. */
  reset(): void;
  /** Gives the memory back; a second time does nothing. */
  release(): void;
}

/** Makes detectors, which share one WebAssembly module. */
export interface VoiceActivity {
  /** @throws Error when {@link MOST_DETECTORS} are in use or memory has run out */
  newDetector(): VoiceActivityDetector;
  /** Made and not released. */
  readonly detectors: number;
  /** What the module holds, used or free: 16 MB unless detectors need more. Mostly untouched, so little of it is real memory. */
  readonly memoryBytes: number;
}

/** More people than one thread can listen to: at 27 kB each they still fit the 16 MB that the module starts with. */
export const MOST_DETECTORS = 500;

/** RNNoise works on 480 samples at 48 kHz: two steps a frame. */
const STEP_SAMPLES = 480;
const STEPS = 2;
const BYTES_PER_FLOAT = 4;
const STEP_BYTES = STEP_SAMPLES * BYTES_PER_FLOAT;

/** Root mean square of -66 dBFS: nothing under it is taken for speech, and no time is spent on it. */
const INAUDIBLE_RMS = 16;

/** About 40 ms of work. */
const WARM_UP_FRAMES = 60;
const WARM_UP_LEVEL = 1000;

/** Loads RNNoise, once for each thread that hears people. @throws Error when the WebAssembly cannot be loaded */
export async function loadVoiceActivity(): Promise<VoiceActivity> {
  const activity = new RnnoiseVoiceActivity(await createRnnoise());
  warmUp(activity.newDetector());
  return activity;
}

/** The first frames take up to thirty times as long as later ones, until the engine has compiled the code: better now than in a word. */
function warmUp(detector: VoiceActivityDetector): void {
  const frame = new Int16Array(FRAME_SAMPLES).map((_, index) =>
    index % 2 === 0 ? WARM_UP_LEVEL : -WARM_UP_LEVEL,
  );
  for (let frames = 0; frames < WARM_UP_FRAMES; frames++) detector.process(frame);
  detector.release();
}

class RnnoiseVoiceActivity implements VoiceActivity {
  readonly #rnnoise: RnnoiseModule;
  readonly #sound: number;
  #detectors = 0;

  constructor(rnnoise: RnnoiseModule) {
    this.#rnnoise = rnnoise;
    // Every step is over before the next begins, so all detectors share one buffer for what goes in and comes out.
    this.#sound = rnnoise._malloc(2 * STEP_BYTES);
  }

  get detectors(): number {
    return this.#detectors;
  }

  get memoryBytes(): number {
    return this.#rnnoise.HEAPF32.byteLength;
  }

  newDetector(): VoiceActivityDetector {
    if (this.#detectors >= MOST_DETECTORS) throw new Error('too many voice detectors in use');
    const detector = new RnnoiseDetector(this.#rnnoise, this.#sound, () => {
      this.#detectors -= 1;
    });
    this.#detectors += 1;
    return detector;
  }
}

class RnnoiseDetector implements VoiceActivityDetector {
  readonly #rnnoise: RnnoiseModule;
  readonly #sound: number;
  readonly #onRelease: () => void;
  readonly #doubler = new SampleDoubler();
  readonly #doubled = new Float32Array(STEPS * STEP_SAMPLES);
  /** Address of RNNoise's memory of this stream; `undefined` once released. */
  #state: number | undefined;

  constructor(rnnoise: RnnoiseModule, sound: number, onRelease: () => void) {
    this.#rnnoise = rnnoise;
    this.#sound = sound;
    this.#onRelease = onRelease;
    this.#state = createState(rnnoise);
  }

  process(frame: Frame): number {
    const state = this.#state;
    if (state === undefined) throw new Error('the voice detector was released');
    if (frame.length !== FRAME_SAMPLES) throw new RangeError(`a frame is ${FRAME_SAMPLES} samples`);
    this.#doubler.process(frame, this.#doubled);
    if (rms(frame) < INAUDIBLE_RMS) return 0;
    let sum = 0;
    for (let step = 0; step < STEPS; step++) {
      const samples = this.#doubled.subarray(step * STEP_SAMPLES, (step + 1) * STEP_SAMPLES);
      this.#rnnoise.HEAPF32.set(samples, this.#sound / BYTES_PER_FLOAT);
      sum += this.#rnnoise._rnnoise_process_frame(state, this.#sound + STEP_BYTES, this.#sound);
    }
    return sum / STEPS;
  }

  reset(): void {
    if (this.#state === undefined) throw new Error('the voice detector was released');
    // RNNoise's own init on a used state would lose the memory of its network: a fresh state instead.
    this.#rnnoise._rnnoise_destroy(this.#state);
    this.#state = undefined;
    this.#state = createState(this.#rnnoise);
    this.#doubler.reset();
  }

  release(): void {
    if (this.#state === undefined) return;
    this.#rnnoise._rnnoise_destroy(this.#state);
    this.#state = undefined;
    this.#onRelease();
  }
}

function createState(rnnoise: RnnoiseModule): number {
  const state = rnnoise._rnnoise_create(0);
  if (state === 0) throw new Error('no memory for a voice detector');
  return state;
}
