import type { AnswerSide } from './answerSide.ts';
import type { AnswerPolicy } from './localTurnEvents.ts';

/** Whether and when the bot is asked to answer what was said, and what becomes of that until the end of the turn is certain. */
export class Asking {
  readonly #policy: AnswerPolicy;
  readonly #answers: AnswerSide;
  /** Whose parts the turn has, in their order. */
  #turnUserIds: string[] = [];
  /** A verdict is owed on whether to answer; `confirmed`: the end of the turn is certain already. */
  #owed: { confirmed: boolean } | undefined;

  constructor(policy: AnswerPolicy, answers: AnswerSide) {
    this.#policy = policy;
    this.#answers = answers;
  }

  /** It is not known yet whether to answer. */
  get isOpen(): boolean {
    return this.#owed !== undefined;
  }

  /** This was said in the turn. */
  add(userId: string): void {
    this.#turnUserIds.push(userId);
  }

  /** The turn has ended; `confirmed`: for certain. */
  ask(confirmed: boolean, nowMs: number): void {
    const decision = this.#policy.decide(this.#turnUserIds, nowMs);
    if (decision === 'yes') this.#request(confirmed);
    else if (decision === 'wait') this.#owed = { confirmed };
    else this.#turnUserIds = [];
  }

  /** What was owed is known. */
  verdict(answer: boolean): void {
    const owed = this.#owed;
    if (owed === undefined) return;
    this.#owed = undefined;
    if (answer) this.#request(owed.confirmed);
    else this.#turnUserIds = [];
  }

  /** The end is certain, after the bot was asked at the first sign of it. */
  confirm(): void {
    if (this.#owed !== undefined) {
      this.#owed.confirmed = true;
      return;
    }
    this.#answers.confirm();
    this.#turnUserIds = [];
  }

  /** The end was none: what was asked for is taken back, the turn goes on. True: a response was wasted. */
  retract(): boolean {
    this.#owed = undefined;
    return this.#answers.discardPending(true);
  }

  /** Nobody waits for the verdict any longer. */
  forget(): void {
    this.#owed = undefined;
  }

  #request(confirmed: boolean): void {
    this.#answers.ask(confirmed);
    if (confirmed) this.#turnUserIds = [];
  }
}
