import type { LocalizationMap } from 'discord-api-types/v10';
import { createInstance, type TFunction } from 'i18next';
import { FALLBACK, LANGUAGE_TAGS, LANGUAGES, type LanguageTag } from './languages.ts';
import type { ValuesOf, WordKey, Words } from './words.ts';

const texts = createInstance();
// All texts are at hand, so this is done when it returns.
void texts.init({
  initAsync: false,
  resources: Object.fromEntries(
    LANGUAGE_TAGS.map((language) => [language, { translation: LANGUAGES[language].texts }]),
  ),
  lng: FALLBACK,
  fallbackLng: FALLBACK,
  // Discord is no HTML page; what of it is markup is escaped where a name is made safe.
  interpolation: { escapeValue: false },
});

const BY_LANGUAGE: ReadonlyMap<LanguageTag, Words> = new Map(
  LANGUAGE_TAGS.map((language) => [language, speak(texts.getFixedT(language), language)]),
);

/** The words of a language. */
export function wordsIn(language: LanguageTag): Words {
  return BY_LANGUAGE.get(language) ?? speak(texts.getFixedT(FALLBACK), FALLBACK);
}

/** The words for somebody whose Discord is set to this locale (such as `de` or `en-GB`); English where it is not known here. */
export function wordsFor(locale: string | null | undefined): Words {
  return wordsIn(languageOf(locale) ?? FALLBACK);
}

/** The language for a locale, by the whole tag or by its first part; `undefined`: it is not known here. */
export function languageOf(locale: string | null | undefined): LanguageTag | undefined {
  const wanted = (locale ?? '').toLowerCase();
  return (
    LANGUAGE_TAGS.find((language) =>
      LANGUAGES[language].discordLocales.some((known) => known.toLowerCase() === wanted),
    ) ?? LANGUAGE_TAGS.find((language) => language === wanted.split('-')[0])
  );
}

/** A text in every language but English, by Discord's locales: what commands carry beside their English names. */
export function localisationsOf<Key extends WordKey>(
  key: [ValuesOf<Key>] extends [never] ? Key : never,
): LocalizationMap {
  const translated = LANGUAGE_TAGS.filter((language) => language !== FALLBACK).flatMap((language) =>
    LANGUAGES[language].discordLocales.map((locale) => [locale, texts.getFixedT(language)(key)] as const),
  );
  return Object.fromEntries(translated);
}

function speak(translate: TFunction, language: LanguageTag): Words {
  const say = (key: string, values?: Readonly<Record<string, string | number>>): string =>
    translate(key, { ...values });
  return Object.assign(say, { language });
}
