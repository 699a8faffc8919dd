import { clipText } from './clipText.ts';
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

const MAX_ARGUMENT_CHARACTERS = 300;

/** Names under which people keep what nobody else is to read. */
const SECRET_NAME = /pass|secret|token|key|auth|credential|cookie|pin\b/i;

/** A call's arguments as they may be kept and shown: what is named like a secret is hidden, what is private is named only. */
export function auditedArguments(tool: Pick<Tool, 'privateArguments'>, args: unknown): string {
  if (tool.privateArguments) {
    return typeof args === 'object' && args !== null ? Object.keys(args).join(', ').slice(0, 100) : '';
  }
  const json = JSON.stringify(args, (name, value: unknown) => (SECRET_NAME.test(name) ? '(hidden)' : value));
  return clipText(json ?? '', MAX_ARGUMENT_CHARACTERS);
}
