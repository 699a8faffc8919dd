import { GERMAN } from './de.ts';
import { ENGLISH } from './en.ts';
import type { Language } from './language.ts';

/** Every language Parley speaks to people in, by its tag. */
export const LANGUAGES = { en: ENGLISH, de: GERMAN } as const satisfies Record<string, Language>;

export type LanguageTag = keyof typeof LANGUAGES;

/** What people read whose language is not known here. */
export const FALLBACK: LanguageTag = 'en';

/** Every language's tag, the fallback first. */
export const LANGUAGE_TAGS: readonly LanguageTag[] = ['en', 'de'];
