import { functionCallEvent, functionOutputEvent } from './clientEvents.ts';
import type { ClientEvent, DialectEncoder } from './dialectEncoder.ts';
import type { HistoryEntry } from './historyEntry.ts';

/** Without it, a model that finds its own words as text may answer in text (realtime-protocol, rule 6). */
const RESTORED =
  'What is above was said earlier in this same conversation and was written down. Go on from there, speaking as before. ' +
  'Do not answer it again, and do not mention that it was written down.';

/** What was said, as items of a new session's conversation, oldest first. Nothing remembered: no items. */
export function historyItems(entries: readonly HistoryEntry[], dialect: DialectEncoder): ClientEvent[] {
  if (entries.length === 0) return [];
  return [...entries.flatMap((entry) => entryItems(entry, dialect)), dialect.textItem('system', RESTORED)];
}

/** One thing that was said or done, as items. */
export function entryItems(entry: HistoryEntry, dialect: DialectEncoder): ClientEvent[] {
  switch (entry.type) {
    case 'said':
      return [dialect.textItem('user', saidText(entry.name, entry.text))];
    case 'answered':
      return [dialect.textItem('assistant', entry.heardWhole ? entry.text : `${entry.text} …`)];
    case 'toolCalled':
      return [
        functionCallEvent(entry.callId, entry.name, entry.argumentsJson),
        functionOutputEvent(entry.callId, entry.output),
      ];
    case 'note':
      return [dialect.textItem('user', `[Note] ${unbracketed(entry.text)}`)];
  }
}

function saidText(name: string, text: string): string {
  return name === '' ? unbracketed(text) : `[${name} is speaking] ${unbracketed(text)}`;
}

/** Notes in square brackets are the program's own: nobody's words may pose as one. */
function unbracketed(text: string): string {
  return text.replaceAll('[', '(').replaceAll(']', ')');
}
