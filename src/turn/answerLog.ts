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

const IN_PLAIN_WORDS = {
  answersAlways: 'everything is answered here (ANSWER_MODE=always)',
  alone: 'nobody else was there to be spoken to',
  followUp: 'they had just been answered and went on',
  talkButton: 'they had pressed the Talk button',
  nameHeard: 'the bot was called by its name',
  cannotHearName:
    'speech is not written down at present, so a name cannot be listened for and everything is answered',
  waitsForTranscript: 'it was not known yet whether the name had been said',
  nameNotHeard: 'the name was not heard near the start or the end',
  noTranscript: 'what was said was not written down in time, so the name could not be listened for',
  pushOnly: 'the Talk button had not been pressed (ANSWER_MODE=push)',
  onlyBots: 'only bots spoke',
} as const satisfies Record<AnswerReason, string>;

/** The reason as a person reads it: to be put behind "because". */
export function describeReason(reason: AnswerReason): string {
  return IN_PLAIN_WORDS[reason];
}

/** One decision. What was said is not in it. */
export interface KeptDecision {
  /** On the conversation's clock. */
  atMs: number;
  /** Who spoke, the last one last. */
  userIds: readonly string[];
  decision: AnswerDecision;
  reason: AnswerReason;
}

const MAX_KEPT = 50;

/** The last 50 decisions. */
export class AnswerLog {
  readonly #kept: KeptDecision[] = [];

  /** From the oldest. */
  get decisions(): readonly KeptDecision[] {
    return [...this.#kept];
  }

  /** What the same people were waiting for is settled by it. */
  keep(decision: KeptDecision): void {
    const waiting = this.#kept.findLastIndex(({ userIds }) => isSame(userIds, decision.userIds));
    if (this.#kept[waiting]?.decision === 'wait') this.#kept.splice(waiting, 1);
    this.#kept.push(decision);
    if (this.#kept.length > MAX_KEPT) this.#kept.shift();
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((userId, index) => userId === other[index]);
}
