import type { KeptDecision } from './answerReason.ts';

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
