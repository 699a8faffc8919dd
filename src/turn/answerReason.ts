import type { AnswerDecision } from './localTurnEvents.ts';

/** Why a turn is answered, is not, or is not decided yet. */
export const ANSWER_REASONS = [
  'answersAlways',
  'alone',
  'followUp',
  'talkButton',
  'nameHeard',
  'cannotHearName',
  'waitsForTranscript',
  'nameNotHeard',
  'noTranscript',
  'pushOnly',
  'onlyBots',
] as const;
export type AnswerReason = (typeof ANSWER_REASONS)[number];

/** One decision. What was said is not in it. */
export interface KeptDecision {
  /** On the conversation's clock. */
  atMs: number;
  /** Who spoke, the last one last. */
  userIds: readonly string[];
  decision: AnswerDecision;
  reason: AnswerReason;
}
