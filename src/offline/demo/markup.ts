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
  if (kept.length < lines.length) kept[kept.length - 1] = `${kept.at(-1) ?? ''} …`;
  return kept.map((one) =>
    one.length <= width ? one : `${one.slice(0, Math.max(0, width - 1)).trimEnd()}…`,
  );
}
