import type { AuditRow } from '../store/toolAuditStore.ts';
import { clipText } from '../tools/clipText.ts';
import { AUDIT_OUTCOMES, type AuditOutcome } from '../tools/toolAudit.ts';
import type { Tool, ToolAudience } from '../tools/toolContract.ts';
import { TOOL_DEEDS } from '../words/en/toolDeeds.ts';
import type { Words } from '../words/words.ts';
import { type MessageView, textView } from './messageView.ts';

/** Discord takes 2000 characters in one message; a few are for the last line. */
const MAX_CHARACTERS = 1850;

const MAX_DESCRIPTION = 90;

/** What the model can do, for whom, and what is switched off. */
export function toolListView(tools: readonly Tool[], off: ReadonlySet<string>, words: Words): MessageView {
  const lines = tools.map((tool) => {
    const mark = off.has(tool.name) ? '⚪' : '🟢';
    const what = isShipped(tool.name)
      ? words(`toolDeeds.${tool.name}`)
      : plain(tool.description.split('. ')[0] ?? '');
    const audience = audienceWords(tool.mayUse, words);
    const who = tool.needsYes ? words('tools.afterYes', { who: audience }) : audience;
    return `${mark} \`${tool.name}\` ${what} (${who})`;
  });
  return textView(fitting(lines, words('tools.listTitle'), words));
}

/** The newest calls, newest first. */
export function toolLogView(rows: readonly AuditRow[], words: Words): MessageView {
  if (rows.length === 0) return textView(words('tools.logEmpty'));
  const lines = rows.map(({ atMs, tool, userIds, outcome, argumentsText }) => {
    const who = userIds.map((userId) => `<@${userId}>`).join(' + ') || words('tools.somebody');
    const args = argumentsText === '' ? '' : ` \`${plain(argumentsText)}\``;
    const end = isOutcome(outcome) ? words(`tools.${outcome}`) : outcome;
    return `<t:${Math.floor(atMs / 1000)}:t> ${who}: \`${tool}\`${args} ${end}`;
  });
  return textView(fitting(lines, words('tools.logTitle'), words));
}

function audienceWords(audience: ToolAudience, words: Words): string {
  return typeof audience === 'string'
    ? words(`tools.${audience}`)
    : words('tools.roles', { roles: plain(audience.roles.join(', ')) });
}

/** What others wrote is there in their own language only. */
function isShipped(name: string): name is keyof typeof TOOL_DEEDS {
  return Object.hasOwn(TOOL_DEEDS, name);
}

function isOutcome(outcome: string): outcome is AuditOutcome {
  return AUDIT_OUTCOMES.some((one) => one === outcome);
}

/** Descriptions and arguments may come from anybody. */
function plain(text: string): string {
  return clipText(text.replace(/[`*_~|<>@\r\n]+/g, ' '), MAX_DESCRIPTION);
}

function fitting(lines: readonly string[], title: string, words: Words): string {
  let text = title;
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length > MAX_CHARACTERS) {
      return `${text}\n${words('tools.more', { count: lines.length - index })}`;
    }
    text += `\n${line}`;
  }
  return text;
}
