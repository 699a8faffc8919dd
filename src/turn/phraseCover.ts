import { type SpokenWord, spokenWords } from './spokenWords.ts';

/** Words from `from` to before `to`. */
export interface WordSpan {
  from: number;
  to: number;
}

const UNSPACED_WEIGHT = 0.5;

/** A fixed set of phrases, each of one or more words, to be found in what was said. */
export class PhraseSet {
  /** By their first word. */
  readonly #phrases = new Map<string, string[][]>();

  constructor(phrases: Iterable<string>) {
    for (const phrase of phrases) {
      const words = spokenWords(phrase).map(({ text }) => text);
      const [first] = words;
      if (first === undefined) continue;
      this.#phrases.set(first, [...(this.#phrases.get(first) ?? []), words]);
    }
  }

  /** Where the phrases end that begin at this word. */
  endsFrom(words: readonly SpokenWord[], from: number): number[] {
    const beginning = this.#phrases.get(words[from]?.text ?? '') ?? [];
    return beginning
      .filter((phrase) => phrase.every((text, index) => words[from + index]?.text === text))
      .map((phrase) => from + phrase.length);
  }
}

/**
 * How many words are left over when phrases and spans are laid over as many as possible. A character of a script without spaces
 * counts as half a word.
 */
export function wordsLeftOver(
  words: readonly SpokenWord[],
  sets: readonly PhraseSet[],
  spans: readonly WordSpan[] = [],
): number {
  const fewest = new Array<number>(words.length + 1).fill(Number.POSITIVE_INFINITY);
  const reach = (index: number, leftOver: number): void => {
    fewest[index] = Math.min(fewest[index] ?? Number.POSITIVE_INFINITY, leftOver);
  };
  reach(0, 0);
  for (const [index, word] of words.entries()) {
    const here = fewest[index] ?? Number.POSITIVE_INFINITY;
    reach(index + 1, here + (word.unspaced ? UNSPACED_WEIGHT : 1));
    for (const set of sets) for (const end of set.endsFrom(words, index)) reach(end, here);
    for (const { from, to } of spans) if (from === index) reach(to, here);
  }
  return fewest[words.length] ?? 0;
}
