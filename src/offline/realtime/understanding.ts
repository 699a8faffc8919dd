import { msToSamples } from '../../audio/format.ts';
import { joinSounds } from '../speech/soundSource.ts';
import type { PhraseBook } from './phraseBook.ts';

/** What was not understood is kept for what comes next, but no more of it than a long sentence. */
const LONGEST_UNCLEAR_MS = 8_000;

interface Understood {
  words: string | undefined;
  /** What has been heard since something was understood. */
  unclear: Int16Array | undefined;
}

/** Understands what is said, item by item. A sentence that comes in several items is understood with its last one. */
export class Understanding {
  readonly #phrases: PhraseBook;
  #last: Promise<Understood> = Promise.resolve({ words: undefined, unclear: undefined });

  constructor(phrases: PhraseBook) {
    this.#phrases = phrases;
  }

  /** The words in the next item's sound, 24 kHz mono; `undefined` when none were made out. */
  async understand(pcm: Int16Array): Promise<string | undefined> {
    this.#last = this.#next(pcm, this.#last);
    return (await this.#last).words;
  }

  async #next(pcm: Int16Array, before: Promise<Understood>): Promise<Understood> {
    const alone = await this.#phrases.recognise(pcm);
    if (alone !== undefined) return { words: alone, unclear: undefined };
    const { unclear } = await before;
    if (unclear === undefined) return { words: undefined, unclear: pcm };
    const whole = joinSounds(unclear, pcm).slice(-msToSamples(LONGEST_UNCLEAR_MS));
    const words = await this.#phrases.recognise(whole);
    return { words, unclear: words === undefined ? whole : undefined };
  }
}
