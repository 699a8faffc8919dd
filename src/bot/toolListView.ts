import type { AuditRow } from '../store/toolAuditStore.ts';
import { clipText } from '../tools/clipText.ts';
import type { Tool } from '../tools/toolContract.ts';
import { audienceText } from '../tools/toolRights.ts';
import { type MessageView, textView } from './messageView.ts';

/** Discord takes 2000 characters in one message; a few are for the last line. */
const MAX_CHARACTERS = 1850;

const MAX_DESCRIPTION = 90;

/** What the model can do, for whom, and what is switched off. */
export function toolListView(tools: readonly Tool[], off: ReadonlySet<string>): MessageView {
  const lines = tools.map((tool) => {
    const mark = off.has(tool.name) ? '⚪' : '🟢';
    const yes = tool.needsYes ? ', after a yes' : '';
    const what = plain(tool.description.split('. ')[0] ?? '', MAX_DESCRIPTION);
    return `${mark} \`${tool.name}\` ${what} (${plain(audienceText(tool.mayUse), MAX_DESCRIPTION)}${yes})`;
  });
  return textView(fitting(lines, 'What I can do here when you ask me (⚪: switched off):'));
}

/** The newest calls, newest first. */
export function toolLogView(rows: readonly AuditRow[]): MessageView {
  if (rows.length === 0) return textView('Nobody has had anything done here yet.');
  const lines = rows.map(({ atMs, tool, userIds, outcome, argumentsText }) => {
    const who = userIds.length === 0 ? 'somebody' : userIds.map((userId) => `<@${userId}>`).join(' and ');
    const args = argumentsText === '' ? '' : ` \`${plain(argumentsText, MAX_DESCRIPTION)}\``;
    return `<t:${Math.floor(atMs / 1000)}:t> \`${tool}\`${args} for ${who}: ${outcome}`;
  });
  return textView(fitting(lines, 'What was done here lately, the newest first:'));
}

/** Descriptions and arguments may come from anybody. */
function plain(text: string, maxLength: number): string {
  return clipText(text.replace(/[`*_~|<>@\r\n]+/g, ' '), maxLength);
}

function fitting(lines: readonly string[], title: string): string {
  let text = title;
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length > MAX_CHARACTERS) return `${text}\nand ${lines.length - index} more`;
    text += `\n${line}`;
  }
  return text;
}
