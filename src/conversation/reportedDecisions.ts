import type { ReportedDecision } from '../host/messages.ts';
import type { KeptDecision } from '../turn/answerReason.ts';

/** A report is told every few seconds: it carries no more than a person reads. */
const MAX_REPORTED = 20;

/** The last decisions as a report tells them, newest first. The clock of the other half is another one, so ages are told. */
export function reportedDecisions(kept: readonly KeptDecision[], nowMs: number): ReportedDecision[] {
  return kept
    .slice(-MAX_REPORTED)
    .reverse()
    .map(({ atMs, userIds, decision, reason }) => ({
      agoMs: Math.max(0, Math.round(nowMs - atMs)),
      userIds: [...new Set(userIds)],
      decision,
      reason,
    }));
}
