import type { AuditEntry } from '../../tools/toolAudit.ts';
import type { Words } from '../../words/words.ts';
import { safeText } from './safeText.ts';

const MS_PER_S = 1000;

/** What became of a function call of the model, as one line of a transcript: for whom, what with, how it ended and with what. */
export function auditLine(entry: AuditEntry, atMs: number, result: string, words: Words): string {
  const who = entry.userIds.map((userId) => `<@${userId}>`).join(' + ') || words('tools.somebody');
  const args = entry.argumentsText === '' ? '' : ` ${safeText(entry.argumentsText)}`;
  const answer = result === '' ? '' : `: ${safeText(result)}`;
  return `<t:${Math.floor(atMs / MS_PER_S)}:T> 🔧 ${who}: *${safeText(entry.tool)}*${args} — ${words(`tools.${entry.outcome}`)}${answer}`;
}
