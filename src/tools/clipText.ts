/** The beginning of a text, at most so many UTF-16 units, without half a character at its end. */
export function clipText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
}
