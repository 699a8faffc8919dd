import { safeText } from './transcript/safeText.ts';
import { splitText } from './transcript/splitText.ts';

/** Discord takes 2000 in a message; what is left is for the line above minutes that are posted. */
export const MAX_PAGE_CHARACTERS = 1750;

/** Minutes are short; a model that does not stop is cut here. */
export const MAX_MINUTES_CHARACTERS = 6000;

const HEADING = /^\s*(?:#{1,6}\s+(.+?)[\s#]*|\*\*([^*]+)\*\*:?\s*)$/u;

const ENTRY = /^(\s*)(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/u;

/** Lists are shown so deep at the most. */
const MAX_DEPTH = 2;

/**
 * What a model wrote, as the contents of messages: its headings and lists stay, all else shows as it is, mentions nobody and links
 * nowhere. Empty where it wrote nothing.
 */
export function minutesPages(text: string): string[] {
  const cut = text.length > MAX_MINUTES_CHARACTERS ? `${text.slice(0, MAX_MINUTES_CHARACTERS)} …` : text;
  const pages: string[] = [];
  let page = '';
  for (const line of cut.split(/\r?\n/)) {
    for (const piece of splitText(safeLine(line), MAX_PAGE_CHARACTERS)) {
      if (page.length + 1 + piece.length > MAX_PAGE_CHARACTERS) {
        pages.push(page);
        page = '';
      }
      page += `${page === '' ? '' : '\n'}${piece}`;
    }
  }
  return [...pages, page].map((one) => one.trimEnd()).filter((one) => one !== '');
}

function safeLine(line: string): string {
  const heading = HEADING.exec(line);
  const title = safeWords(heading?.[1] ?? heading?.[2] ?? '');
  if (title !== '') return `**${title}**`;
  const entry = ENTRY.exec(line);
  if (entry === null) return safeWords(line);
  const [, indent = '', number, words = ''] = entry;
  const depth = Math.min(MAX_DEPTH, Math.floor(indent.length / 2));
  return `${'  '.repeat(depth)}${number === undefined ? '-' : `${number}.`} ${safeWords(words)}`;
}

/** Emphasis inside a line is left out: as what people said it could not be told from theirs. */
function safeWords(text: string): string {
  return safeText(text.replaceAll('**', ''));
}
