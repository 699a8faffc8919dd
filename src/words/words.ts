import type { EnglishTexts } from './language.ts';
import type { LanguageTag } from './languages.ts';

type Base<Key> = Key extends `${infer Counted}_${'one' | 'other'}` ? Counted : Key;

/** What names a text: its area, a dot, its key. Of the forms of a counted text it is what they have in common. */
export type WordKey = {
  [Area in keyof EnglishTexts]: `${Area}.${Base<keyof EnglishTexts[Area]> & string}`;
}[keyof EnglishTexts];

type TextsOf<Key> = Key extends `${infer Area extends keyof EnglishTexts}.${infer Name}`
  ? {
      [Each in keyof EnglishTexts[Area]]: Base<Each> extends Name ? EnglishTexts[Area][Each] : never;
    }[keyof EnglishTexts[Area]]
  : never;

type ValuesIn<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | ValuesIn<Rest> : never;

/** A text with several forms is chosen by its count. */
type CountOf<Key> = Key extends `${infer Area extends keyof EnglishTexts}.${infer Name}`
  ? `${Name}_other` extends keyof EnglishTexts[Area]
    ? 'count'
    : never
  : never;

/** The values a text asks for. */
export type ValuesOf<Key> = ValuesIn<TextsOf<Key>> | CountOf<Key>;

type Arguments<Key> = [ValuesOf<Key>] extends [never]
  ? []
  : [values: Readonly<Record<ValuesOf<Key>, string | number>>];

/** Says things in one language. Values are put in as they are: names of people are to be made safe before. */
export interface Words {
  <Key extends WordKey>(key: Key, ...values: Arguments<Key>): string;
  readonly language: LanguageTag;
}
