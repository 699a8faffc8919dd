import type { AnswerSide } from './answerSide.ts';
import { type Authors, bothAuthors } from './authors.ts';
import type { AnswerPolicy } from './localTurnEvents.ts';

/** Whether and when the bot is asked to answer what was said, and what becomes of that until the end of the turn is certain. */
export class Asking {
  readonly #policy: AnswerPolicy;
  readonly #answers: AnswerSide;
  /** Whose parts the turn has that nobody has decided about for good, in their order. */
  #turnUserIds: string[] = [];
  /** Whose words the last request is to answer. */
  #answeringIds: Authors = [];
  /** A verdict is owed on whether to answer; `confirmed`: the end of the turn is certain already. */
  #owed: { confirmed: boolean } | undefined;
  /** The turn is answered, whatever is still said in it. */
  #granted = false;
  /** A function's output or other news are to be spoken about, as soon as nobody else speaks: in whose name. */
  #newsAuthors: Authors | undefined;
  /** The same, in what was asked for and is not certain yet. */
  #toldAuthors: Authors | undefined;

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

  /** So was this, and it is too little to be answered by itself. */
  addRemark(userId: string): void {
    if (this.#turnUserIds.length > 0) this.add(userId);
  }

  /** The turn has ended; `confirmed`: for certain. */
  end(confirmed: boolean, nowMs: number): void {
    this.#owed = undefined;
    if (this.#granted || this.#newsAuthors !== undefined) this.#request(confirmed);
    else if (this.#turnUserIds.length > 0) {
      const decision = this.#policy.decide(this.#turnUserIds, nowMs);
      if (decision === 'yes') this.#request(confirmed);
      else if (decision === 'wait') this.#owed = { confirmed };
      else if (confirmed) this.#over();
    }
  }

  /** The floor is free: what was said, and asked for by nobody because somebody else began to speak, is asked for now. */
  floorFree(nowMs: number): void {
    const isOpen = this.#turnUserIds.length > 0 || this.#newsAuthors !== undefined;
    if (isOpen && this.#owed === undefined) this.end(true, nowMs);
  }

  /** What was owed is known; `free`: nobody has begun to speak meanwhile. Otherwise a yes has its effect when they have ended. */
  verdict(answer: boolean, free: boolean): void {
    const owed = this.#owed;
    if (owed === undefined) return;
    this.#owed = undefined;
    if (!answer) {
      this.#over();
      return;
    }
    this.#granted = true;
    if (free) this.#request(owed.confirmed);
  }

  /** One who has spoken in the turn that waits for a verdict wants it to be answered. */
  grant(userId: string, free: boolean): void {
    if (this.#turnUserIds.includes(userId)) this.verdict(true, free);
  }

  /**
   * These people's turn, which was over without an answer, is to be answered after all; `free`: at once. Otherwise when whoever has
   * begun to speak meanwhile has ended.
   */
  calledLate(userIds: readonly string[], free: boolean): void {
    this.#turnUserIds = [...userIds, ...this.#turnUserIds];
    this.#granted = true;
    if (free) this.#request(true);
  }

  /** A function's output or other news are here, in the name of these, and nobody has spoken about it; `free`: nobody speaks now. */
  outputArrived(authors: Authors, free: boolean): void {
    this.#newsAuthors = bothAuthors(authors, this.#newsAuthors);
    if (free) this.#request(true);
  }

  /** The end is certain, after the bot was asked at the first sign of it. */
  confirm(): void {
    if (this.#newsAuthors !== undefined) this.#request(true);
    else if (this.#owed !== undefined) this.#owed.confirmed = true;
    else {
      this.#answers.confirm();
      this.#over();
    }
  }

  /** The end was none: what was asked for is taken back, the turn goes on. True: a response was wasted. */
  retract(): boolean {
    this.#owed = undefined;
    if (!this.#answers.isPending || this.#answers.isCertain) return false;
    this.#answers.discardPending();
    this.#newsWaitAgain();
    return true;
  }

  /**
   * They speak, and nothing of the answer that is certain to come was heard yet. If it is to them, their turn goes on after all:
   * the answer is taken back, and asked for again when they have ended. False: it is to somebody else.
   */
  goOn(userId: string): boolean {
    if (!this.#answers.isCertain || !this.#answeringIds.includes(userId)) return false;
    this.#answers.discardPending();
    this.#turnUserIds = [...this.#answeringIds, ...this.#turnUserIds];
    this.#granted = true;
    return true;
  }

  /**
   * The session is lost. What was certain to be answered, or might be, still is when there is another one; the holder's own unfinished
   * turn is sent again and ends anew.
   * @param answerLost an answer that was certain will not come
   */
  sessionLost(answerLost: boolean, holderId: string | undefined): void {
    if (this.#owed?.confirmed !== true) this.#owed = undefined;
    while (holderId !== undefined && this.#turnUserIds.at(-1) === holderId) this.#turnUserIds.pop();
    this.#newsWaitAgain();
    if (answerLost) this.#newsAuthors = bothAuthors(this.#answeringIds, this.#newsAuthors);
  }

  /** Nobody waits for an answer any longer. */
  forget(): void {
    this.#owed = undefined;
    this.#newsAuthors = undefined;
    this.#over();
  }

  #request(confirmed: boolean): void {
    const { isCertain } = this.#answers;
    this.#toldAuthors = bothAuthors(this.#toldAuthors, this.#newsAuthors);
    this.#newsAuthors = undefined;
    const turn = this.#turnUserIds.length > 0 ? [...new Set(this.#turnUserIds)] : undefined;
    // An answer that somebody else was certain to get is replaced by one to both.
    const asked = bothAuthors(turn, isCertain ? this.#answeringIds : undefined);
    this.#answeringIds = bothAuthors(asked, this.#toldAuthors) ?? [];
    this.#granted ||= isCertain;
    this.#answers.ask(confirmed, this.#answeringIds);
    if (confirmed) this.#over();
  }

  /** What was to be spoken about in an answer that is taken back still is. */
  #newsWaitAgain(): void {
    this.#newsAuthors = bothAuthors(this.#toldAuthors, this.#newsAuthors);
    this.#toldAuthors = undefined;
  }

  #over(): void {
    this.#turnUserIds = [];
    this.#toldAuthors = undefined;
    this.#granted = false;
  }
}
