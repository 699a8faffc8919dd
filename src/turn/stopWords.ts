import type { NameSpotter } from './nameSpotter.ts';
import { PhraseSet, wordsLeftOver } from './phraseCover.ts';
import { POLITE_PHRASES } from './politePhrases.ts';
import { spokenWords } from './spokenWords.ts';
import { STOP_PHRASES, type StopLanguage } from './stopPhrases.ts';

/** Nobody takes longer to say stop. */
const MAX_CHARACTERS = 160;

const ALL_LANGUAGES = Object.keys(STOP_PHRASES).filter((key): key is StopLanguage => key in STOP_PHRASES);

/** Knows whether somebody told the bot to stop. */
export class StopWords {
  readonly #phrases: PhraseSet;
  readonly #names: NameSpotter;

  /** @param names what the bot is called: it may be part of the command. */
  constructor(names: NameSpotter, languages: readonly StopLanguage[] = ALL_LANGUAGES) {
    this.#names = names;
    this.#phrases = new PhraseSet(languages.flatMap((language) => STOP_PHRASES[language]));
  }

  /**
   * Is this a command to stop and nothing else? It may be repeated, polite and call the bot by its name: "Parley, stop, stop,
   * please!" is one, "the bus stop is near" is not.
   */
  isStop(transcript: string): boolean {
    if (transcript.length > MAX_CHARACTERS) return false;
    const words = spokenWords(transcript);
    const names = this.#names.spans(words);
    const nothingElse = wordsLeftOver(words, [POLITE_PHRASES, this.#phrases], names) === 0;
    return nothingElse && wordsLeftOver(words, [POLITE_PHRASES], names) > 0;
  }
}
