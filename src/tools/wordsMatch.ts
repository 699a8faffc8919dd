import { spokenWords } from '../turn/spokenWords.ts';

/** Are all of these words in the text? Case, diacritics and order do not matter; a word may be the beginning of another. */
export function wordsMatch(words: string, text: string): boolean {
  const wanted = spokenWords(words).map((word) => word.text);
  const there = spokenWords(text).map((word) => word.text);
  return wanted.length > 0 && wanted.every((word) => there.some((other) => other.startsWith(word)));
}
