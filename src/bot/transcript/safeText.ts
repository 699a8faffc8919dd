/** Line breaks, control characters, and what turns the direction of text round; the joiners that scripts and emoji need stay. */
const INVISIBLE = /[\s\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** What Discord's markdown, mentions, timestamps, emoji and links are made of. */
const MARKUP = /[\\*_~`|<>[\]()#@:]/g;

/** Half of a pair that stands alone cannot be sent. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Untrusted text of any length as one line of a message: it shows as it is, mentions nobody, links nowhere. */
export function safeText(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd').replace(INVISIBLE, ' ').trim().replace(MARKUP, '\\$&');
}
