/** Spellings that sound alike to most ears, in the order they are replaced in. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/sch|tch|sh|ch/g, 'ʃ'],
  [/th/g, 't'],
  [/gh/g, 'g'],
  [/rh/g, 'r'],
  [/ck|qu|q/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/c/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/w/g, 'v'],
  [/j(?=[^aeiouy]|$)/g, 'i'],
  [/(?:[aei]y|[ae]i|ee|ea|ie|[yie])$/g, 'i'],
  [/ee|ea|ie|y/g, 'i'],
  [/oo|ou/g, 'u'],
  [/(.)\1+/g, '$1'],
];

/** How a romanised word sounds, roughly: words of the same key are easily taken for one another. */
export function soundKey(romanised: string): string {
  return ALIKE.reduce((key, [spelling, sound]) => key.replace(spelling, sound), romanised);
}

/** The same for ears that know one sound where others have l and r, as Japanese and Korean transcripts do. */
export function soundKeyOneLiquid(romanised: string): string {
  return soundKey(romanised).replaceAll('l', 'r').replace(/r+/g, 'r');
}
