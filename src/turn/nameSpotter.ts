import { editDistance } from './editDistance.ts';
import { type WordSpan, wordsLeftOver } from './phraseCover.ts';
import { POLITE_PHRASES } from './politePhrases.ts';
import { romanise } from './romanise.ts';
import { soundKey, soundKeyOneLiquid } from './soundKey.ts';
import { foldText, type SpokenWord, spokenWords } from './spokenWords.ts';

/** A name is near the start or end when no more words than this, greetings and fillers apart, stand before or behind it. */
const NEAR_WORDS = 1;

/** Only the edges of what was said are looked at. */
const EDGE_CHARACTERS = 300;
const EDGE_WORDS = 16;

/** A name of fewer letters must be heard exactly: "Al" is not "all". */
const LEAST_LETTERS_BY_SOUND = 4;
/** A name of fewer letters is not looked for across the gap between words: "Ada" is not "add a". */
const LEAST_LETTERS_ACROSS_WORDS = 5;

/** Nothing this much longer than the longest name is taken for it. */
const LENGTH_SLACK = 4;

/** By letters of the name from the most: how many may be misheard. "Harley" passes for Parley, "party" does not. */
const EDITS_BY_LETTERS = [
  { letters: 12, edits: 3 },
  { letters: 8, edits: 2 },
  { letters: 5, edits: 1 },
] as const;

const KANA_OR_HANGUL = /[\p{Script=Hiragana}\p{Script=Hangul}]/u;
/** What Korean puts behind the name of whom one speaks to. */
const HANGUL_CALL = /(?<=\p{Script=Hangul})(?:야|아|님|씨)$/u;

/** One of the bot's names, ready to be compared with what was heard. */
interface Candidate {
  romanised: string;
  key: string;
  keyOneLiquid: string;
  edits: number;
  words: number;
}

function candidateOf(name: string): Candidate {
  const parts = name
    .split(/\s+/u)
    .map((part) => spokenWords(part).map(({ text }) => text))
    .filter((words) => words.length > 0)
    .map((words) => romanise(words.join('')));
  const romanised = parts.join('');
  return {
    romanised,
    key: soundKey(romanised),
    keyOneLiquid: soundKeyOneLiquid(romanised),
    // Part by part, so that "hey party" is not "Hey Parley".
    edits: parts.reduce((sum, part) => sum + editsFor(part), 0),
    words: Math.max(1, spokenWords(name).filter(({ unspaced }) => !unspaced).length),
  };
}

function editsFor(part: string): number {
  return EDITS_BY_LETTERS.find(({ letters }) => part.length >= letters)?.edits ?? 0;
}

/**
 * Hears the bot's name in what was said: tolerant of mishearing (letters, spelling, word breaks, diacritics, and the script where
 * it is Latin, Cyrillic, Greek, kana or Hangul; in other scripts the name needs an alias). "Parley's" is talk about it.
 */
export class NameSpotter {
  readonly #candidates: readonly Candidate[];
  readonly #mostWords: number;
  readonly #mostLetters: number;

  constructor(names: readonly string[]) {
    this.#candidates = names.map(candidateOf).filter(({ romanised }) => romanised !== '');
    this.#mostWords = Math.max(0, ...this.#candidates.map(({ words }) => words));
    this.#mostLetters = Math.max(0, ...this.#candidates.map(({ romanised }) => romanised.length));
  }

  /**
   * Is the bot spoken to: is its name near the start or the end?
   * @param otherNames of people who are there: who is called Marley is not taken for a misheard Parley.
   */
  isAddressed(transcript: string, otherNames: readonly string[] = []): boolean {
    const others = new Set(otherNames.flatMap((name) => spokenWords(name).map(({ text }) => romanise(text))));
    const head = spokenWords(transcript.slice(0, EDGE_CHARACTERS)).slice(0, EDGE_WORDS);
    const tail = spokenWords(transcript.slice(-EDGE_CHARACTERS)).slice(-EDGE_WORDS);
    return (
      this.spans(head, others).some(({ from }) => isNear(head.slice(0, from))) ||
      this.spans(tail, others).some(({ to }) => isNear(tail.slice(to)))
    );
  }

  /** Where among these words (few) the name stands. `others`: romanised words that are somebody else's name. */
  spans(words: readonly SpokenWord[], others: ReadonlySet<string> = new Set()): WordSpan[] {
    const spans: WordSpan[] = [];
    for (let size = 1; size <= Math.min(words.length, EDGE_WORDS); size++) {
      for (let from = 0; from + size <= words.length; from++) {
        const to = from + size;
        // Shorter ones first: a longer one around it would only take in words that are no part of the name.
        if (spans.some((found) => found.from >= from && found.to <= to)) continue;
        if (this.#isName(words.slice(from, to), others)) spans.push({ from, to });
      }
    }
    return spans;
  }

  #isName(words: readonly SpokenWord[], others: ReadonlySet<string>): boolean {
    const spacedWords = words.filter(({ unspaced }) => !unspaced).length;
    if (spacedWords > this.#mostWords + 1) return false;
    const heard = words.map(({ text }) => text).join('');
    if (heard.length > this.#mostLetters + LENGTH_SLACK) return false;
    return (
      this.#sounds(heard, spacedWords, words.at(-1)?.possessive ?? false, others) ||
      (HANGUL_CALL.test(heard) && this.#sounds(heard.replace(HANGUL_CALL, ''), spacedWords, false, others))
    );
  }

  #sounds(heard: string, spacedWords: number, possessive: boolean, others: ReadonlySet<string>): boolean {
    const romanised = romanise(heard);
    if (this.#candidates.some((name) => name.romanised === romanised)) return true;
    if (possessive || others.has(romanised)) return false;
    const oneLiquid = KANA_OR_HANGUL.test(heard);
    const key = oneLiquid ? soundKeyOneLiquid(romanised) : soundKey(romanised);
    return this.#candidates.some(
      (name) =>
        name.romanised.length >= leastLetters(spacedWords - name.words) &&
        (key === (oneLiquid ? name.keyOneLiquid : name.key) ||
          (Math.abs(romanised.length - name.romanised.length) <= name.edits &&
            editDistance(romanised, name.romanised) <= name.edits)),
    );
  }
}

/** How long a name must be to be taken from words that are not quite it; `wordsMore`: than it has itself. */
function leastLetters(wordsMore: number): number {
  if (wordsMore > 1) return Number.POSITIVE_INFINITY;
  return wordsMore === 1 ? LEAST_LETTERS_ACROSS_WORDS : LEAST_LETTERS_BY_SOUND;
}

function isNear(between: readonly SpokenWord[]): boolean {
  return wordsLeftOver(between, [POLITE_PHRASES]) <= NEAR_WORDS;
}

/** A name as it sounds, to see whether two are told apart by ear. */
export function spokenKey(name: string): string {
  return romanise(foldText(name)).replace(/[^\p{L}\p{N}]/gu, '');
}
