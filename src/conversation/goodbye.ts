import type { CancelTimer, Clock } from '../clock.ts';
import type { EndReason } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import { finishesFirst } from './endings.ts';

/** A goodbye that takes longer than this is cut off. */
export const GOODBYE_DEADLINE_MS = 10_000;

/** An end that was asked for: where nobody has asked for quiet, what is being said is finished first. */
export class Goodbye {
  readonly #clock: Clock;
  readonly #end: (reason: EndReason) => void;
  #cancelDeadline: CancelTimer | undefined;
  /** Why the conversation ends as soon as the model has finished speaking. */
  #reason: EndReason | undefined;

  /** @param end called when it is time; it calls {@link cancel} */
  constructor(clock: Clock, end: (reason: EndReason) => void) {
    this.#clock = clock;
    this.#end = end;
  }

  /** The end is asked for. */
  begin(reason: EndReason, state: ConversationState): void {
    if (finishesFirst(reason, state)) {
      this.#reason = reason;
      this.#cancelDeadline ??= this.#clock.after(GOODBYE_DEADLINE_MS, () => this.#end(reason));
    } else this.#end(reason);
  }

  /** Turn-taking has come to this state. True when the goodbye was said, and so ended the conversation. */
  settled(state: ConversationState): boolean {
    if (this.#reason === undefined || finishesFirst(this.#reason, state)) return false;
    this.#end(this.#reason);
    return true;
  }

  /** The conversation has ended. */
  cancel(): void {
    this.#cancelDeadline?.();
  }
}
