import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS, LANGUAGES } from '../../src/words/languages.ts';
import { languageOf, localisationsOf, wordsFor, wordsIn } from '../../src/words/wordsFor.ts';

/** Every text of a language by `area.key`. */
function textsOf(tag: keyof typeof LANGUAGES): Map<string, string> {
  const areas: Record<string, Record<string, string | undefined>> = LANGUAGES[tag].texts;
  return new Map(
    Object.entries(areas).flatMap(([area, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${area}.${key}`, text ?? ''] as const),
    ),
  );
}

function valuesIn(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
}

const ENGLISH = textsOf('en');

/** The English text that a form of a counted text stands for. */
function englishOf(key: string): string | undefined {
  return ENGLISH.get(key) ?? ENGLISH.get(key.replace(/_(zero|two|few|many)$/, '_other'));
}

describe.each(LANGUAGE_TAGS)('the language %s', (tag) => {
  const texts = textsOf(tag);

  it('has a text for everything, and the values that English has', () => {
    const strays = [...texts].filter(([key, text]) => {
      const english = englishOf(key);
      return text === '' || english === undefined || `${valuesIn(english)}` !== `${valuesIn(text)}`;
    });
    expect(strays).toEqual([]);
    expect([...ENGLISH.keys()].filter((key) => !texts.has(key))).toEqual([]);
  });

  it('refers to texts that there are', () => {
    const referred = [...texts.values()].flatMap((text) =>
      [...text.matchAll(/\$t\(([\w.]+)\)/g)].map(([, key = '']) => key),
    );
    expect(referred.filter((key) => !texts.has(key))).toEqual([]);
  });

  it('names commands and options as Discord allows it', () => {
    const names = [...texts].filter(([key]) => /\.name$|Name$/.test(key));
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter(([, name]) => !/^[-_\p{Ll}\p{N}]{1,32}$/u.test(name))).toEqual([]);
    const long = [...texts].filter(([key, text]) => /escription$/.test(key) && text.length > 100);
    expect(long).toEqual([]);
  });
});

describe('wordsFor', () => {
  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['en-GB', 'en'],
    ['fr', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ])('speaks to somebody with the locale %s in %s', (locale, language) => {
    expect(wordsFor(locale).language).toBe(language);
  });

  it('puts values in, and the name of a command as the language has it', () => {
    expect(wordsIn('en')('leave.nowhere')).toContain('`/join`');
    expect(wordsIn('de')('leave.nowhere')).toContain('`/beitreten`');
    expect(wordsIn('de')('join.moved', { from: 'A', to: 'B' })).toBe('Ich bin von A nach B gezogen.');
  });

  it('chooses the form by the count', () => {
    const say = (count: number) => wordsIn('de')('join.missing', { count, permissions: 'X', channel: 'Y' });
    expect([say(1), say(2)].map((text) => text.split(' ')[1])).toEqual(['fehlt', 'fehlen']);
  });

  it('takes values for what they are, whatever they look like', () => {
    const channel = '{{talked}} $t(join.name) <b>&</b> $& \\';
    expect(wordsIn('en')('leave.left', { channel, talked: 'Bye.' })).toBe(`I left ${channel}. Bye.`);
  });
});

it('knows which languages there are beside English, by Discord’s locales', () => {
  expect(localisationsOf('join.name')).toEqual({ de: 'beitreten' });
  expect(languageOf('fr')).toBeUndefined();
});
