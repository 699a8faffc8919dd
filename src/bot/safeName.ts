/** Enough to recognise somebody; Discord allows 32. */
const MAX_CHARACTERS = 32;

/** Control characters, line breaks, and what turns the direction of text round. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** What Discord's markdown, mentions and links are made of. */
const MARKUP = /[\\*_~`|<>[\]()#@:]/g;

/** A name of a person as it may stand in a message: names are untrusted, and may hold mentions, links and markup. */
export function safeName(name: string): string {
  const visible = name.replace(INVISIBLE, ' ').trim();
  const short = [...visible].slice(0, MAX_CHARACTERS).join('');
  return short === '' ? 'somebody' : short.replace(MARKUP, '\\$&');
}
