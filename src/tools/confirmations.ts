import type { CancelTimer, Clock } from '../clock.ts';
import { SpokenVerdict } from './spokenVerdict.ts';

/** A call that nobody has confirmed by then is not run. */
export const CONFIRM_WITHIN_MS = 30_000;

/** A conversation with more open questions than this is a model gone wrong. */
const MAX_OPEN = 5;

/** How a question ended. */
export type QuestionEnd = 'yes' | 'no' | 'late' | 'dropped';

/** What is asked of whom. The yes counts for exactly this. */
export interface YesQuestion {
  id: string;
  tool: string;
  /** What it would be called with, as people may read it. */
  argumentsText: string;
  /** Who may say yes: whoever asked for it. */
  userIds: readonly string[];
}

/** The question as it stands in the text channel. */
export interface ShownQuestion {
  /** Takes the buttons away and shows how it ended. */
  settle(end: QuestionEnd, byUserId: string | undefined): void;
}

/** What a press came to. */
export type PressOutcome = 'taken' | 'notYours' | 'over';

interface OpenQuestion extends YesQuestion {
  /** Same tool, same arguments, same people. */
  key: string;
  /** Epoch ms. What was begun to be said before is no answer, however late it is written down. */
  askedAtMs: number;
  /** Their next utterance was something else: the button is left. */
  deafTo: Set<string>;
  shown: ShownQuestion;
  stopTimer: CancelTimer;
  settle: (end: QuestionEnd, byUserId: string | undefined) => void;
}

/** Calls of a conversation that wait for a yes: by button or by voice, of whoever asked for them and of nobody else. */
export class Confirmations {
  readonly #clock: Clock;
  readonly #verdict: SpokenVerdict;
  readonly #open = new Map<string, OpenQuestion>();

  constructor(clock: Clock, language?: string) {
    this.#clock = clock;
    this.#verdict = new SpokenVerdict(language);
  }

  /** Does the same call wait for the same people already? */
  isOpen(key: string): boolean {
    return [...this.#open.values()].some((question) => question.key === key);
  }

  get full(): boolean {
    return this.#open.size >= MAX_OPEN;
  }

  /**
   * Opens a question; `ended` is called once.
   * @param askedAtMs epoch ms: only what they begin to say later answers the question
   */
  ask(
    question: YesQuestion & { key: string },
    askedAtMs: number,
    shown: ShownQuestion,
    ended: (end: QuestionEnd, byUserId: string | undefined) => void,
  ): void {
    const settle = (end: QuestionEnd, byUserId: string | undefined): void => {
      if (!this.#open.delete(question.id)) return;
      stopTimer();
      shown.settle(end, byUserId);
      ended(end, byUserId);
    };
    const stopTimer = this.#clock.after(CONFIRM_WITHIN_MS, () => settle('late', undefined));
    this.#open.set(question.id, {
      ...question,
      askedAtMs,
      deafTo: new Set(),
      shown,
      stopTimer,
      settle,
    });
  }

  /** Somebody pressed a button of the question. */
  pressed(id: string, userId: string, yes: boolean): PressOutcome {
    const question = this.#open.get(id);
    if (question === undefined) return 'over';
    if (!question.userIds.includes(userId)) return 'notYours';
    question.settle(yes ? 'yes' : 'no', userId);
    return 'taken';
  }

  /**
   * Somebody said something. Only the next thing that one of whom it is asked says, and only a clear word, answers; the oldest
   * question first. With two questions open to them a spoken yes could mean either: it is none.
   */
  said(userId: string, transcript: string, beganAtMs: number): void {
    const asked = this.#askedOf(userId, beganAtMs);
    for (const question of asked) question.deafTo.add(userId);
    const verdict = this.#verdict.of(transcript);
    if (verdict === 'no') for (const question of asked) question.settle('no', userId);
    const [only, ...others] = asked;
    if (verdict === 'yes' && others.length === 0) only?.settle('yes', userId);
  }

  /**
   * Somebody said a few words into an answer, which went on. A no counts; a "yes" may be no more than an "mm-hm" to what the bot is
   * saying, and their next words may still be the answer.
   */
  interjected(userId: string, transcript: string, beganAtMs: number): void {
    if (this.#verdict.of(transcript) !== 'no') return;
    for (const question of this.#askedOf(userId, beganAtMs)) question.settle('no', userId);
  }

  /** Nothing of what still waits is run. */
  drop(): void {
    for (const question of [...this.#open.values()]) question.settle('dropped', undefined);
  }

  #askedOf(userId: string, beganAtMs: number): OpenQuestion[] {
    return [...this.#open.values()].filter(
      (question) =>
        question.userIds.includes(userId) && beganAtMs > question.askedAtMs && !question.deafTo.has(userId),
    );
  }
}
