/** Enough to know a person by; more would be a message. */
const MAX_GRAPHEMES = 24;
const MAX_WORDS = 4;
/** Scripts need three; heaps of them are there to spill over. */
const MAX_MARKS_IN_A_ROW = 4;
const FALLBACK = 'somebody';

/** Only the beginning of a name is looked at: Discord allows 32 characters, others may allow anything. */
const MAX_CHARACTERS_READ = 500;

/** Blank, though Unicode calls them letters. */
const BLANK_LETTERS = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
const MARKS_TOO_MANY = new RegExp(`(\\p{M}{${MAX_MARKS_IN_A_ROW}})\\p{M}+`, 'gu');
/** An apostrophe inside a name, as in O'Brien; anywhere else it is a quotation mark. */
const INNER_APOSTROPHE = /(?<=\p{L})['’ʼ](?=\p{L})/gu;
const NOT_PART_OF_A_NAME = /[^\p{L}\p{M}\p{N}’-]+/gu;
const LONE_MARKS = /(?<=^|[\s’-])\p{M}+/gu;
const EDGE_SIGNS = /^[’-]+|[’-]+$/gu;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A display name as the model may read it: letters, digits, hyphens and inner apostrophes, at most four words and 24 graphemes, in
 * ordinary letters where the name came in fancy ones. Nothing is left of brackets, quotes, markup, line breaks, control, format and
 * direction characters, so that a name cannot pose as anything else. "somebody" when nothing speakable is left.
 */
export function spokenName(displayName: string): string {
  const words = displayName
    .slice(0, MAX_CHARACTERS_READ)
    .replace(BLANK_LETTERS, '')
    .normalize('NFKC')
    .replace(MARKS_TOO_MANY, '$1')
    // Curly ones only: the sign that remains must be no quotation mark.
    .replace(/[’ʼ]/gu, "'")
    .replace(INNER_APOSTROPHE, '’')
    .replace(NOT_PART_OF_A_NAME, ' ')
    .replace(LONE_MARKS, '')
    .split(' ')
    .map((word) => word.replace(EDGE_SIGNS, ''))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, MAX_WORDS);
  const short = Array.from(graphemes.segment(words.join(' ')), ({ segment }) => segment)
    .slice(0, MAX_GRAPHEMES)
    .join('')
    .replace(/[\s’-]+$/u, '');
  return short === '' ? FALLBACK : short;
}
