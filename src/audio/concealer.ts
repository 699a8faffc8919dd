import { FRAME_MS } from './format.ts';
import { applyGainRamp } from './pcm.ts';

/** What invents sound: a decoder with the memory of what was heard before. */
export interface ConcealmentSource {
  /** One frame in place of a lost one, or `undefined` when nothing was decoded yet. */
  conceal(): Int16Array | undefined;
}

/** The longest loss that is bridged: beyond it a decoder would invent speech. */
const MAX_BRIDGED_MS = 60;
const MAX_BRIDGED_FRAMES = MAX_BRIDGED_MS / FRAME_MS;

/**
 * Bridges what did not come: up to 60 ms at full strength, one more frame that fades out, then silence.
 * (Opus can carry a frame's copy in the packet behind it; the native binding gives no way to decode it.)
 */
export class Concealer {
  readonly #source: ConcealmentSource;
  /** Frames that something stood in for since the last real sound, silence included. */
  #missedFrames = 0;

  constructor(source: ConcealmentSource) {
    this.#source = source;
  }

  /** Real sound came. */
  sounded(): void {
    this.#missedFrames = 0;
  }

  /** What to play in place of the next missing frame; `undefined` for silence. */
  next(): Int16Array | undefined {
    this.#missedFrames += 1;
    if (this.#missedFrames > MAX_BRIDGED_FRAMES + 1) return undefined;
    const samples = this.#source.conceal();
    if (samples !== undefined && this.#missedFrames > MAX_BRIDGED_FRAMES) applyGainRamp(samples, 1, 0);
    return samples;
  }

  /** Nothing more will come: a frame that leads from invented sound to silence, where one is needed. */
  fade(): Int16Array | undefined {
    if (this.#missedFrames === 0 || this.#missedFrames > MAX_BRIDGED_FRAMES) return undefined;
    this.#missedFrames = MAX_BRIDGED_FRAMES;
    return this.next();
  }
}
