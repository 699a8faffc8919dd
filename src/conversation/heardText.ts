/** Nobody speaks faster: where the text of an answer is far ahead of its sound, this tells how much of it can have been heard. */
const MAX_CHARS_PER_SECOND = 25;

/**
 * The part of a spoken text that was heard. The model does not say which word belongs to which sound, so the text is taken to
 * be spoken evenly, and is cut behind a whole word.
 * @param text what has come of the text
 * @param heardMs how much of its sound was heard
 * @param receivedMs how much of its sound has come
 */
export function heardText(text: string, heardMs: number, receivedMs: number): string {
  if (heardMs <= 0 || receivedMs <= 0) return '';
  const evenly = (text.length * Math.min(heardMs, receivedMs)) / receivedMs;
  const chars = Math.floor(Math.min(evenly, (heardMs / 1000) * MAX_CHARS_PER_SECOND));
  if (chars >= text.length) return text;
  const heard = text.slice(0, chars);
  const insideWord = /\S/.test(text.charAt(chars));
  return (insideWord ? heard.replace(/\S+$/u, '') : heard).trimEnd();
}
