import type { HistoryEntry } from './historyEntry.ts';

/** One entry may take so much of what is remembered; what is longer is clipped. */
export const MAX_ENTRY_CHARS = 2_000;
const CLIPPED = ' …';

/** The entry, its texts cut to what is worth remembering. */
export function clipEntry(entry: HistoryEntry): HistoryEntry {
  if (entry.type !== 'toolCalled') return { ...entry, text: clip(entry.text, MAX_ENTRY_CHARS) };
  const { argumentsJson } = entry;
  return {
    ...entry,
    // A clipped JSON text would be none.
    argumentsJson: argumentsJson.length > MAX_ENTRY_CHARS / 2 ? '{}' : argumentsJson,
    output: clip(entry.output, MAX_ENTRY_CHARS / 2),
  };
}

function clip(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : text.slice(0, maxChars - CLIPPED.length) + CLIPPED;
}
