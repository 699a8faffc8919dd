import type { CancelTimer, Clock } from '../clock.ts';
import type { TurnEffect, TurnEvent, TurnOptions } from '../turn/turnEvents.ts';
import { TurnMachine } from '../turn/turnMachine.ts';
import type { ConversationState } from '../turn/turnSettings.ts';

/** How often a turn that waits for its answer is looked at. */
const THINKING_TICK_MS = 250;

/** What the driver needs of its conversation. */
export interface TurnDriverParts {
  clock: Clock;
  options: TurnOptions;
  carryOut: (effect: TurnEffect) => void;
  /** Everything that an event asked for is done. */
  settled: () => void;
}

/** Gives the pure turn machine its time, and its effects to those who carry them out. */
export class TurnDriver {
  readonly #parts: TurnDriverParts;
  readonly #machine: TurnMachine;
  #stopTicks: CancelTimer | undefined;

  constructor(parts: TurnDriverParts) {
    this.#parts = parts;
    this.#machine = new TurnMachine(parts.options);
  }

  get state(): ConversationState {
    return this.#machine.state;
  }

  /** Is this response's sound no longer wanted? */
  isFenced(responseId: string): boolean {
    return this.#machine.isFenced(responseId);
  }

  take(event: TurnEvent): void {
    for (const effect of this.#machine.on(event, this.#parts.clock.nowMs())) this.#parts.carryOut(effect);
    this.#settleTicks();
    this.#parts.settled();
  }

  /** Ends in `closed` and releases the timer; nothing is carried out any more. */
  close(): void {
    this.#machine.on({ type: 'closed' }, this.#parts.clock.nowMs());
    this.#settleTicks();
  }

  #settleTicks(): void {
    if (this.#machine.state === 'thinking') {
      this.#stopTicks ??= this.#parts.clock.every(THINKING_TICK_MS, () => this.take({ type: 'tick' }));
      return;
    }
    this.#stopTicks?.();
    this.#stopTicks = undefined;
  }
}
