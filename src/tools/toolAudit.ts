import { isDeepStrictEqual } from 'node:util';
import { clipText } from './clipText.ts';
import type { CallEnd } from './runningCall.ts';
import type { Tool } from './toolContract.ts';

/** What became of a call, as it is kept. */
export const AUDIT_OUTCOMES = [
  'done',
  'failed',
  'timedOut',
  'cancelled',
  'denied',
  'asked',
  'saidNo',
  'notAnswered',
] as const;

export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** One call in the audit trail. */
export interface AuditEntry {
  guildId: string;
  conversationId: string;
  tool: string;
  /** Whose words were being answered. */
  userIds: readonly string[];
  outcome: AuditOutcome;
  /** Bounded; without what is secret or private. */
  argumentsText: string;
  tookMs: number;
}

/** Where the trail goes. Never throws: a call does not fail because it could not be written down. */
export interface ToolAudit {
  record(entry: AuditEntry): void;
}

const MAX_SHOWN_CHARACTERS = 300;

/** Names under which people keep what nobody else is to read. */
const SECRET_NAME = /pass|secret|token|key|auth|credential|cookie|pin\b/i;

/** A call's arguments as they may be kept and shown: what is named like a secret is hidden, what is private is named only. */
export function auditedArguments(tool: Pick<Tool, 'privateArguments'>, args: unknown): string {
  if (tool.privateArguments) {
    return typeof args === 'object' && args !== null ? Object.keys(args).join(', ').slice(0, 100) : '';
  }
  return shown(args);
}

/** The beginning of what a tool answered, as people may read it beside the talk; nothing of what is private, and nothing of a failure. */
export function shownResult(tool: Pick<Tool, 'privateArguments'>, end: CallEnd): string {
  if (end.type !== 'done' || tool.privateArguments) return '';
  if (end.result === undefined || end.result === null || isDeepStrictEqual(end.result, {})) return '';
  try {
    return shown(end.result);
  } catch {
    // What JSON cannot hold, the model is not given either.
    return '';
  }
}

function shown(value: unknown): string {
  const json = JSON.stringify(value, (name, part: unknown) => (SECRET_NAME.test(name) ? '(hidden)' : part));
  return json === undefined || json.length <= MAX_SHOWN_CHARACTERS
    ? (json ?? '')
    : `${clipText(json, MAX_SHOWN_CHARACTERS - 1)}…`;
}
