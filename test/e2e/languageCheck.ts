import type { InteractionRecord } from '../../src/offline/discord/interactionRecord.ts';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import { LANGUAGE_TAGS, LANGUAGES, type LanguageTag } from '../../src/words/languages.ts';

/** Shorter pieces of a text are found in other languages' words too. */
const MIN_FRAGMENT = 10;

/** A part of a person's interaction that is a name, a number or an address, not the bot's own words. */
const VALUES = /\{\{\w+\}\}|\$t\([\w.]+\)/;

/**
 * What of a message is in no language of people, or in another one than that: names of texts, values that were not put in,
 * and pieces of what the bot says in other languages.
 */
export function strangersIn(message: SeenMessage, language: LanguageTag): string[] {
  const labels = [
    ...message.buttons.map(({ label }) => label),
    ...message.embeds.flatMap(({ title, fields }) => [title, ...fields.map(({ name }) => name)]),
    ...message.selects.flatMap(({ placeholder, options }) => [
      placeholder,
      ...options.map(({ label }) => label),
    ]),
  ];
  return strangers([message.text, ...labels].join('\n'), labels, language);
}

/** The same for the form that an interaction was answered with. */
export function strangersInForm({ data }: InteractionRecord, language: LanguageTag): string[] {
  const text = JSON.stringify(data);
  return strangers(
    text,
    [...text.matchAll(/"(?:title|label)":"([^"]*)"/g)].map(([, label = '']) => label),
    language,
  );
}

function strangers(text: string, labels: readonly string[], language: LanguageTag): string[] {
  const own = textsOf(language);
  const ownWords = own.join('\n').toLowerCase();
  const foreign = LANGUAGE_TAGS.filter((tag) => tag !== language).flatMap(textsOf);
  const pieces = foreign
    .flatMap((each) => each.split(VALUES))
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= MIN_FRAGMENT && !ownWords.includes(piece.toLowerCase()));
  const areas = Object.keys(LANGUAGES.en.texts).join('|');
  return [
    ...(text.match(new RegExp(`\\b(?:${areas})\\.[a-z]\\w+|\\{\\{|\\$t\\(`, 'g')) ?? []),
    ...pieces.filter((piece) => text.includes(piece)),
    ...labels.filter((label) => foreign.includes(label) && !own.includes(label)),
  ];
}

function textsOf(tag: LanguageTag): string[] {
  return Object.values(LANGUAGES[tag].texts).flatMap((area) => Object.values<string>(area));
}
