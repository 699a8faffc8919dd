/** Text as it may stand in HTML and SVG, in content and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Breaks a sentence into at most `maxLines` lines of at most `width` characters; what does not fit ends in an ellipsis. */
export function wrapText(text: string, width: number, maxLines: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width || line === '') {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  if (line !== '') lines.push(line);
  const kept = lines.slice(0, Math.max(0, maxLines));
  if (kept.length < lines.length) kept.push(`${shorten(kept.pop() ?? '', width)} …`);
  return kept.slice(0, Math.max(0, maxLines)).map((one) => one.slice(0, Math.max(1, width)));
}

/** Leaves out words at the end until an ellipsis fits behind the others. */
function shorten(line: string, width: number): string {
  let kept = line;
  while (kept.length + ELLIPSIS_WIDTH > width && kept.includes(' '))
    kept = kept.slice(0, kept.lastIndexOf(' '));
  return kept;
}

/** A space and the sign itself. */
const ELLIPSIS_WIDTH = 2;
