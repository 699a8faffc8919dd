/** What follows a cut begins with this, so that it is no markup of a line's beginning either. */
export const CONTINUED = '… ';

/** A cut is moved back to a space within this share of the piece. */
const SPACE_SHARE = 0.2;

/**
 * Text in pieces of at most `limit` UTF-16 units (at least 8): cut at a space where one is near, never within a character or between a
 * backslash and what it escapes. Every piece but the first begins with {@link CONTINUED}.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const cut = cutOf(rest, limit);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = CONTINUED + rest.slice(cut).trimStart();
  }
  return [...pieces, rest];
}

function cutOf(text: string, limit: number): number {
  const space = text.lastIndexOf(' ', limit);
  if (space > limit * (1 - SPACE_SHARE)) return space;
  let cut = limit;
  if (/[\uD800-\uDBFF]/.test(text.charAt(cut - 1))) cut -= 1;
  const escapes = /\\+$/.exec(text.slice(0, cut))?.[0].length ?? 0;
  return escapes % 2 === 1 ? cut - 1 : cut;
}
