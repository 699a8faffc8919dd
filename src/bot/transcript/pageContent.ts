import type { PageLine } from '../../store/transcriptPageStore.ts';

/** A message cannot be empty; this needs no language. */
const NOTHING_LEFT = '…';

/** What a message with these lines reads. */
export function pageContent(lines: readonly PageLine[]): string {
  return lines.length === 0 ? NOTHING_LEFT : lines.map(({ text }) => text).join('\n');
}
