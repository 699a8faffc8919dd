import type { CancelTimer, Clock } from '../clock.ts';
import type { ConversationState } from '../turn/turnSettings.ts';

/** How long a goodbye is waited for. */
export interface Patience {
  /** The longest goodbye. */
  mostMs: number;
  /** Between two sentences, or before the first sound of the goodbye, the conversation may look quiet for so long. */
  quietMs: number;
  /** The answer that the goodbye belongs to may still be on its way. */
  thinkingMs: number;
}

/** Where the model itself has just said that it goes. */
export const SAYING_GOODBYE: Patience = { mostMs: 15_000, quietMs: 800, thinkingMs: 2500 };

/** Where the model is only now asked for a goodbye, and may be in the middle of something else. */
export const ASKED_FOR_GOODBYE: Patience = { mostMs: 20_000, quietMs: 2500, thinkingMs: 8000 };

/** Calls back once what the model is saying was said: after a moment without sound, or when it takes too long. */
export class LeaveWhenSaid {
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #leave: () => void;
  readonly #cancelDeadline: CancelTimer;
  #cancelQuiet: CancelTimer | undefined;

  constructor(
    clock: Clock,
    state: ConversationState,
    leave: () => void,
    patience: Patience = SAYING_GOODBYE,
  ) {
    this.#clock = clock;
    this.#patience = patience;
    this.#leave = () => {
      this.cancel();
      leave();
    };
    this.#cancelDeadline = clock.after(patience.mostMs, this.#leave);
    this.onState(state);
  }

  onState(state: ConversationState): void {
    this.#cancelQuiet?.();
    this.#cancelQuiet = undefined;
    if (state === 'agentSpeaking') return;
    const { thinkingMs, quietMs } = this.#patience;
    this.#cancelQuiet = this.#clock.after(state === 'thinking' ? thinkingMs : quietMs, this.#leave);
  }

  cancel(): void {
    this.#cancelQuiet?.();
    this.#cancelDeadline();
  }
}
