import type { ServerSettings } from '../store/serverSettings.ts';

type SpokenLanguage = NonNullable<ServerSettings['language']>;

/** A spoken language's name in the language of the reader, as the platform knows it; `Deutsch` for `de` in `de`. */
export function languageName(language: SpokenLanguage, reader: string): string {
  const name = new Intl.DisplayNames([reader], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1);
}
