import { FRAME_MS, type Frame } from './format.ts';

/**
 * Sound from before the detected start that belongs to the utterance: words begin softly, and the detector needs up to 280 ms for
 * them (docs/voice-activity.md). Twice that, because a first word that is missing is worse than a little more of the room.
 */
const PREFIX_PADDING_MS = 560;
/** The longest utterance that is kept for somebody who has to wait. */
const MAX_UTTERANCE_MS = 60_000;

/**
 * One speaker's sound from a little before they began until nobody needs it any more: it can be sent live, later and faster than
 * real time, or once more from its beginning. While nothing is being said, only the prefix padding is kept.
 */
export class UtteranceBuffer {
  readonly #maxFrames: number;
  #frames: Frame[] = [];
  #taken = 0;
  #open = false;
  #droppedFrames = 0;

  constructor(maxMs: number = MAX_UTTERANCE_MS) {
    this.#maxFrames = Math.floor(maxMs / FRAME_MS);
  }

  /** Frames that found an utterance full: its beginning is kept, its end is lost. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** Keeps a frame (by reference). */
  push(frame: Frame): void {
    if (this.#open && this.#frames.length >= this.#maxFrames) {
      // What was sent already need not be kept for a second sending: the live end matters more.
      if (this.#taken === 0) {
        this.#droppedFrames += 1;
        return;
      }
      this.#frames.shift();
      this.#taken -= 1;
    }
    this.#frames.push(frame);
    if (!this.#open && this.#frames.length > PREFIX_PADDING_MS / FRAME_MS) this.#frames.shift();
  }

  /** An utterance has begun, the prefix padding included. Again, while it is open: nothing changes. */
  open(): void {
    this.#open = true;
  }

  /** What has come since the last call, oldest first. */
  take(): Frame[] {
    const frames = this.#frames.slice(this.#taken);
    this.#taken = this.#frames.length;
    return frames;
  }

  /** The next {@link take} begins with the utterance's first frame again. */
  rewind(): void {
    this.#taken = 0;
  }

  /** The utterance is over and needed no longer. What came behind it is the padding of the next one. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#frames = this.#frames.slice(this.#taken).slice(-PREFIX_PADDING_MS / FRAME_MS);
    this.#taken = 0;
  }
}
