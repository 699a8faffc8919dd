import type { CancelTimer, Clock } from '../clock.ts';
import type { EndReason, Person } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { ConversationWarning } from './conversationSnapshot.ts';
import { ConversationWatch, type WatchLimits } from './conversationWatch.ts';
import { ASKED_FOR_GOODBYE, LeaveWhenSaid } from './leaveWhenSaid.ts';

/** The voice half must tell the end of what it was asked to close by then; otherwise it is taken for gone. */
export const CLOSE_DEADLINE_MS = 5000;

/** The same where the voice half first lets the model finish what it is saying, which may take 10 s. */
export const GOODBYE_CLOSE_DEADLINE_MS = 14_000;

/** Ends that let the model finish what it is saying. */
const FINISHING: readonly EndReason[] = ['leftByTool', 'limitReached', 'shutdown'];

/** What the ending of a conversation is made with. */
export interface ConversationEndingOptions {
  /** When it ends because nobody uses it. */
  limits: WatchLimits;
  clock: Clock;
  /** Wall-clock time: people are shown when it leaves. */
  now: () => Date;
  warn: (warning: ConversationWarning | undefined) => void;
  /** The voice half is to end it. */
  ask: (reason: EndReason) => void;
  /** The voice half did not confirm the end in time. */
  unconfirmed: (reason: EndReason) => void;
}

/** All that brings a conversation to its end from the gateway half: asked for, said goodbye, alone, or silent for long. */
export class ConversationEnding {
  readonly #options: ConversationEndingOptions;
  readonly #watch: ConversationWatch;
  #asked: EndReason | undefined;
  #cancelDeadline: CancelTimer | undefined;
  #leaveWhenSaid: LeaveWhenSaid | undefined;

  constructor(options: ConversationEndingOptions) {
    this.#options = options;
    this.#watch = new ConversationWatch({ ...options, leave: (reason) => this.close(reason) });
  }

  /** The end was asked for. */
  get asked(): boolean {
    return this.#asked !== undefined;
  }

  /** Asks for the end. Asking again changes nothing, but that a goodbye is cut short by whoever wants it over. */
  close(reason: EndReason): void {
    const hurried =
      this.#asked !== undefined && FINISHING.includes(this.#asked) && !FINISHING.includes(reason);
    if (this.#asked !== undefined && !hurried) return;
    this.#asked = reason;
    this.#watch.stop();
    this.#cancelDeadline?.();
    const deadlineMs = FINISHING.includes(reason) ? GOODBYE_CLOSE_DEADLINE_MS : CLOSE_DEADLINE_MS;
    this.#cancelDeadline = this.#options.clock.after(deadlineMs, () => this.#options.unconfirmed(reason));
    this.#options.ask(reason);
  }

  /** The model was asked to go, and is to say goodbye first. */
  leaveWhenSaid(state: ConversationState): void {
    if (this.asked) return;
    this.#leaveWhenSaid ??= new LeaveWhenSaid(this.#options.clock, state, () => this.close('leftByTool'));
  }

  /** A limit was reached: the model is asked for a goodbye, and whether it says one or not, it goes. */
  limitReached(state: ConversationState): void {
    if (this.asked) return;
    this.#leaveWhenSaid?.cancel();
    const leave = () => this.close('limitReached');
    this.#leaveWhenSaid = new LeaveWhenSaid(this.#options.clock, state, leave, ASKED_FOR_GOODBYE);
  }

  people(people: readonly Person[]): void {
    this.#watch.people(people);
  }

  state(state: ConversationState): void {
    this.#leaveWhenSaid?.onState(state);
    this.#watch.state(state);
  }

  /** Somebody did something without a word, such as pressing Talk. */
  touched(): void {
    this.#watch.touched();
  }

  /** It has ended. */
  stop(): void {
    this.#watch.stop();
    this.#cancelDeadline?.();
    this.#leaveWhenSaid?.cancel();
  }
}
