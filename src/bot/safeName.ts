/** Enough to recognise somebody; Discord allows 32. */
const MAX_CHARACTERS = 32;

/** Control characters, line breaks, and what turns the direction of text round. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** What Discord's markdown, mentions and links are made of. */
const MARKUP = /[\\*_~`|<>[\]()#@:]/g;

/** A name of a person as it may stand in a message: names are untrusted, and may hold mentions, links and markup. */
export function safeName(name: string): string {
  const safe = safeText(name, MAX_CHARACTERS);
  return safe === '' ? 'somebody' : safe;
}

/** The beginning of an untrusted text, as one line that holds no mention, link or markup; may be empty. */
export function safeText(text: string, maxCharacters: number): string {
  const visible = text.replace(INVISIBLE, ' ').trim();
  const short = [...visible].slice(0, maxCharacters).join('');
  return short.replace(MARKUP, '\\$&');
}
