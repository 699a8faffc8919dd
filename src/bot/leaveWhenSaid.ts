import type { CancelTimer, Clock } from '../clock.ts';
import type { ConversationState } from '../turn/turnSettings.ts';

/** The longest goodbye. */
const MAX_GOODBYE_MS = 15_000;

/** Between two sentences, or before the first sound of the goodbye, the conversation may look quiet for so long. */
const QUIET_MS = 800;

/** The answer that the goodbye belongs to may still be on its way. */
const THINKING_MS = 2500;

/** Calls back once what the model is saying was said: after a moment without sound, or when it takes too long. */
export class LeaveWhenSaid {
  readonly #clock: Clock;
  readonly #leave: () => void;
  readonly #cancelDeadline: CancelTimer;
  #cancelQuiet: CancelTimer | undefined;

  constructor(clock: Clock, state: ConversationState, leave: () => void) {
    this.#clock = clock;
    this.#leave = () => {
      this.cancel();
      leave();
    };
    this.#cancelDeadline = clock.after(MAX_GOODBYE_MS, this.#leave);
    this.onState(state);
  }

  onState(state: ConversationState): void {
    this.#cancelQuiet?.();
    this.#cancelQuiet = undefined;
    if (state === 'agentSpeaking') return;
    this.#cancelQuiet = this.#clock.after(state === 'thinking' ? THINKING_MS : QUIET_MS, this.#leave);
  }

  cancel(): void {
    this.#cancelQuiet?.();
    this.#cancelDeadline();
  }
}
