import type { Trouble } from '../host/messages.ts';
import { FALLBACK } from '../words/languages.ts';
import type { Words } from '../words/words.ts';

/**
 * Trouble as a person reads it. Where it happens it is told in English, with its details; other languages know it by its
 * code.
 */
export function troubleSentence(words: Words, { code, sentence }: Trouble): string {
  return words.language === FALLBACK ? sentence : words(`trouble.${code}`);
}
