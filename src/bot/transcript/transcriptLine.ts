import type { HistoryEntry } from '../../realtime/historyEntry.ts';
import type { Words } from '../../words/words.ts';
import { safeName } from '../safeName.ts';
import { safeText } from './safeText.ts';

const MS_PER_S = 1000;

/**
 * One thing that was said or done, as one line of a transcript; `undefined` for what people have before their eyes (what they
 * typed) or are not concerned with.
 */
export function transcriptLine(entry: HistoryEntry, botName: string, words: Words): string | undefined {
  const time = `<t:${Math.floor(entry.atMs / MS_PER_S)}:T>`;
  switch (entry.type) {
    case 'said': {
      const name = entry.name === '' ? words('bot.somebody') : safeName(entry.name);
      return `${time} **${name}**: ${safeText(entry.text) || words('transcript.unintelligible')}`;
    }
    case 'answered': {
      const cut = entry.heardWhole ? '' : ` — *${words('transcript.cut')}*`;
      const text = safeText(entry.text);
      return text === '' ? undefined : `${time} **${safeName(botName)}**: ${text}${cut}`;
    }
    // What tools did comes from their trail, which knows for whom and how it ended.
    case 'toolCalled':
    case 'note':
      return undefined;
  }
}

/** Whose words the line of this holds. */
export function lineUserIds(entry: HistoryEntry): string[] {
  return entry.type === 'said' && entry.userId !== undefined ? [entry.userId] : [];
}
