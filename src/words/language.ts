import type { Locale } from 'discord-api-types/v10';
import type { ENGLISH } from './en.ts';

/** The texts by area and key, as English has them: what every other language must have too. */
export type EnglishTexts = (typeof ENGLISH)['texts'];

/** Forms of a counted text that other languages have beside English's `_one` and `_other` (the categories of Unicode CLDR). */
type OtherForms<Key> = Key extends `${infer Base}_other`
  ? `${Base}_${'zero' | 'two' | 'few' | 'many'}`
  : never;

type Area<English> = { readonly [Key in keyof English]: string } & {
  readonly [Key in OtherForms<keyof English>]?: string;
};

/**
 * One language: adding one is a file with this, and a line in `languages.ts`. A key that is missing is a type error; a test
 * holds that the `{{values}}` of each text are English's.
 */
export interface Language {
  /** What the language calls itself. */
  readonly name: string;
  /** Discord's locales whose people read it. */
  readonly discordLocales: readonly `${Locale}`[];
  readonly texts: { readonly [Section in keyof EnglishTexts]: Area<EnglishTexts[Section]> };
}
