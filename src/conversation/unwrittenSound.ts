import { FRAME_MS, type Frame } from '../audio/format.ts';
import type { CommittedSpeech } from './commitBook.ts';

/** So much sound is kept in all; of more the oldest is let go. */
const MAX_KEPT_MS = 60_000;

/** What somebody said in one commit, as sound. */
export interface KeptSound {
  speech: CommittedSpeech;
  frames: readonly Frame[];
}

/**
 * The sound of what was committed and is neither written down nor answered yet. If the session is lost, nothing else is left of it:
 * the next one hears it again, so that nobody has to say it twice.
 */
export class UnwrittenSound {
  readonly #kept = new Map<number, KeptSound>();
  #frames = 0;

  /** In the order in which they were said. */
  get all(): readonly KeptSound[] {
    return [...this.#kept.values()];
  }

  has(number: number): boolean {
    return this.#kept.has(number);
  }

  keep(speech: CommittedSpeech, frames: readonly Frame[]): void {
    this.#kept.set(speech.number, { speech, frames });
    this.#frames += frames.length;
    for (const number of this.#kept.keys()) {
      if (this.#frames * FRAME_MS <= MAX_KEPT_MS) break;
      this.release(number);
    }
  }

  /** It is needed no longer. */
  release(number: number): void {
    const kept = this.#kept.get(number);
    if (kept === undefined) return;
    this.#kept.delete(number);
    this.#frames -= kept.frames.length;
  }

  /** Nothing that this person said is to be sent again. */
  releaseAllOf(userId: string): void {
    for (const { speech } of this.all) if (speech.userId === userId) this.release(speech.number);
  }

  clear(): void {
    this.#kept.clear();
    this.#frames = 0;
  }
}
