/** One word of what was said, folded so that spellings of the same word are equal. */
export interface SpokenWord {
  /** Lower case, without diacritics, points and apostrophes, of one width, kana as hiragana. */
  text: string;
  /** Of a script without spaces between words: every character is taken for half a word. */
  unspaced: boolean;
  /** It ended in 's: somebody is talked about, not to. */
  possessive: boolean;
}

/** Diacritics of Latin, Greek and Cyrillic; points of Hebrew and Arabic, which transcripts write or leave out. */
const DIACRITICS = /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/gu;

/** Letters that no decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const SPACED = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`;
const WORD = new RegExp(`[${UNSPACED}]\\p{M}*|${SPACED}(?:['’ʼ]${SPACED})*`, 'gu');
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

/** Katakana lie this far behind the hiragana of the same sound. */
const KATAKANA_OFFSET = 0x60;

/** Text whose spelling no longer matters: see {@link SpokenWord}. Stretched letters ("stooop") are single ones. */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(DIACRITICS, '')
    .normalize('NFC')
    .replace(/[ßæœøłđðþıς]/gu, (letter) => LETTERS[letter] ?? letter)
    .replace(/[ァ-ヶ]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_OFFSET))
    .replace(/ー/gu, '')
    .replace(/(\p{L})\1{2,}/gu, '$1');
}

/** The words of a text in order; what is neither letter nor digit is left out. */
export function spokenWords(text: string): SpokenWord[] {
  return Array.from(foldText(text).matchAll(WORD), ([word]) => ({
    text: word.replace(/['’ʼ]/gu, ''),
    unspaced: IS_UNSPACED.test(word),
    possessive: /['’ʼ]s$/u.test(word),
  }));
}
