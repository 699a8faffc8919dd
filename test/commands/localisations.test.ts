import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadCommands } from '../../src/bot/loadCommands.ts';
import { LANGUAGE_TAGS, LANGUAGES } from '../../src/words/languages.ts';

const text = z.record(z.string(), z.string()).default({});
const named = z.object({
  name: z.string(),
  description: z.string(),
  name_localizations: text,
  description_localizations: text,
  get options() {
    return z.array(named).default([]);
  },
});
type Named = z.infer<typeof named>;

const LOCALES = LANGUAGE_TAGS.filter((tag) => tag !== 'en').flatMap((tag) => LANGUAGES[tag].discordLocales);

/** What Discord would refuse, or a person would read in another language than theirs; by its place. */
function faultsOf(siblings: readonly Named[], path: string): string[] {
  const faults = siblings.flatMap(({ name, ...command }) => [
    ...LOCALES.filter((locale) => command.name_localizations[locale] === undefined).map(
      (locale) => `${path}/${name} has no name for ${locale}`,
    ),
    ...LOCALES.filter((locale) => command.description_localizations[locale] === undefined).map(
      (locale) => `${path}/${name} has no description for ${locale}`,
    ),
    ...[name, ...Object.values(command.name_localizations)]
      .filter((each) => !/^[-_\p{Ll}\p{N}]{1,32}$/u.test(each))
      .map((each) => `${path}/${name} may not be called ${each}`),
    ...[command.description, ...Object.values(command.description_localizations)]
      .filter((each) => each.length < 1 || each.length > 100)
      .map((each) => `${path}/${name} may not be described as ${each}`),
    ...faultsOf(command.options, `${path}/${name}`),
  ]);
  const doubled = LOCALES.filter((locale) => {
    const names = siblings.map((sibling) => sibling.name_localizations[locale]);
    return new Set(names).size < names.length;
  });
  return [...faults, ...doubled.map((locale) => `two of ${path || '/'} have one name in ${locale}`)];
}

it('every command, subcommand and option has a name and description in every language that Discord takes', async () => {
  const commands = (await loadCommands()).map(({ data }) => named.parse(JSON.parse(JSON.stringify(data))));
  expect(faultsOf(commands, '')).toEqual([]);
  expect(commands.flatMap(({ options }) => options).length).toBeGreaterThan(10);
});

it('finds what is wrong with a name', () => {
  const bad = (name: string, de?: string): Named => ({
    name,
    description: 'What',
    name_localizations: de === undefined ? {} : { de },
    description_localizations: { de: '' },
    options: [],
  });
  expect(faultsOf([bad('Big', 'x'), bad('other', 'x'), bad('none')], '')).toEqual([
    '/Big may not be called Big',
    '/Big may not be described as ',
    '/other may not be described as ',
    '/none has no name for de',
    '/none may not be described as ',
    'two of / have one name in de',
  ]);
});
