import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadCommands } from '../src/bot/loadCommands.ts';
import { ENGLISH } from '../src/words/en.ts';

const README = readFileSync('README.md', 'utf8');
const usage = README.split(/^## /m).find((part) => part.startsWith('How people use it')) ?? '';
const rows = usage.split('\n').filter((line) => line.startsWith('|'));

/** Every text of the bot as a pattern: its values may be anything. */
const TEXTS = Object.values(ENGLISH.texts)
  .flatMap((area) => Object.values<string>(area))
  .map((text) => {
    const whole = text.replace(/\$t\(([\w.]+)\)/g, (_, key: string) => named(key));
    const pattern = whole.split(/\{\{\w+\}\}/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.+')}$`);
  });

function named(key: string): string {
  const [area = '', name = ''] = key.split('.');
  const areas: Record<string, Record<string, string>> = ENGLISH.texts;
  return areas[area]?.[name] ?? key;
}

it('quotes in its tables what the bot really says', () => {
  const quotes = rows.flatMap((row) => [...row.matchAll(/"([^"]{8,})"/g)].map(([, quote = '']) => quote));
  expect(quotes.length).toBeGreaterThan(20);
  expect(quotes.filter((quote) => !TEXTS.some((text) => text.test(quote)))).toEqual([]);
});

it('shows every command there is', async () => {
  const commands = (await loadCommands()).map(({ data }) => data.name);
  expect(commands.filter((name) => !rows.some((row) => row.includes(`\`/${name}`)))).toEqual([]);
});

it('links to nothing that is not there', () => {
  const anchors = new Set(
    [...README.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
  const links = [...README.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const dead = links.filter((link) =>
    link.startsWith('#') ? !anchors.has(link.slice(1)) : !link.startsWith('http') && !existsSync(link),
  );
  expect(dead).toEqual([]);
});
