/** Cyrillic (Russian, Ukrainian; folded) and Greek letters as they sound, roughly. */
const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...paired('абвгґдезиіклмнопрстуфыэ', 'abvggdeziiklmnoprstufie'),
    ж: 'zh',
    х: 'kh',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'sh',
    ю: 'yu',
    я: 'ya',
    є: 'ye',
    ъ: '',
    ь: '',
    ...paired('αβγδεζηικλμνξοπρστυφω', 'avgdeziiklmnxoprstifo'),
    θ: 'th',
    χ: 'kh',
    ψ: 'ps',
  }),
);

const KANA: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...row('', 'あいうえお'),
    ...row('k', 'かきくけこ'),
    ...row('g', 'がぎぐげご'),
    ...row('s', 'さしすせそ'),
    ...row('z', 'ざじずぜぞ'),
    ...row('t', 'たちつてと'),
    ...row('d', 'だぢづでど'),
    ...row('n', 'なにぬねの'),
    ...row('h', 'はひふへほ'),
    ...row('b', 'ばびぶべぼ'),
    ...row('p', 'ぱぴぷぺぽ'),
    ...row('m', 'まみむめも'),
    ...row('r', 'らりるれろ'),
    や: 'ya',
    ゆ: 'yu',
    よ: 'yo',
    わ: 'wa',
    を: 'o',
    ん: 'n',
    ゔ: 'vu',
    し: 'shi',
    じ: 'ji',
    ち: 'chi',
    つ: 'tsu',
    ふ: 'fu',
    っ: '',
  }),
);

/** A small kana takes the place of the vowel before it: ふぁ is "fa". */
const SMALL_KANA: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...row('', 'ぁぃぅぇぉ'), ゃ: 'ya', ゅ: 'yu', ょ: 'yo' }),
);

/** Hangul syllables are numbered by (initial, vowel, final). */
const HANGUL = {
  first: 0xac00,
  last: 0xd7a3,
  initials: 'k kk n t tt l m p pp s ss  ch tch ch k t p h'.split(' '),
  vowels: 'a e ya ye o e yo ye o wa we we yo u wo we wi yu u i i'.split(' '),
  finals: ' k k k n n n t l k m l l l p l m p p s s ng t t k t p t'.split(' '),
} as const;

function paired(letters: string, sounds: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter, index) => [letter, sounds[index] ?? '']));
}

function row(consonant: string, kana: string): Record<string, string> {
  return Object.fromEntries([...kana].map((letter, index) => [letter, consonant + ('aiueo'[index] ?? '')]));
}

/**
 * Folded text in Latin letters, as far as it is Cyrillic, Greek, kana or Hangul, so that a name is recognised whichever script
 * the transcript chose for it. Rough: good for comparing, not for reading. Other scripts stay as they are.
 */
export function romanise(folded: string): string {
  let latin = '';
  for (const letter of folded) {
    const small = SMALL_KANA.get(letter);
    if (small === undefined) latin += LETTERS.get(letter) ?? KANA.get(letter) ?? hangul(letter) ?? letter;
    else latin = latin.replace(/[aiueo]$/, '') + small;
  }
  return latin;
}

function hangul(letter: string): string | undefined {
  const code = letter.charCodeAt(0);
  if (code < HANGUL.first || code > HANGUL.last) return undefined;
  const { initials, vowels, finals } = HANGUL;
  const number = code - HANGUL.first;
  const syllable = Math.floor(number / finals.length);
  return [
    initials[Math.floor(syllable / vowels.length)],
    vowels[syllable % vowels.length],
    finals[number % finals.length],
  ].join('');
}
