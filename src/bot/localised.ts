import type { SharedNameAndDescription } from 'discord.js';
import type { WordKey } from '../words/words.ts';
import { localisationsOf, wordsIn } from '../words/wordsFor.ts';

type NameKey = Extract<WordKey, `${string}.name` | `${string}Name`>;
type DescriptionKey = Extract<WordKey, `${string}.description` | `${string}Description`>;

/** Gives a command or option its English name and description, and those of every other language beside them. */
export function localised<Builder extends SharedNameAndDescription>(
  builder: Builder,
  name: NameKey,
  description: DescriptionKey,
): Builder {
  const english = wordsIn('en');
  return builder
    .setName(english(name))
    .setNameLocalizations(localisationsOf(name))
    .setDescription(english(description))
    .setDescriptionLocalizations(localisationsOf(description));
}
