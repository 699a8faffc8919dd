import { isDeepStrictEqual } from 'node:util';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import { loggableError } from './loggableError.ts';
import type { MessageView } from './messageView.ts';
import type { EditableMessage } from './postedMessage.ts';

/** Never more than one edit in this time, counted from when Discord had answered the one before. */
export const EDIT_INTERVAL_MS = 2000;

/** After so many failures in a row the message is left alone until there is something new to show. */
const MAX_FAILURES = 5;

/** A message that follows a changing state: edits are coalesced, and the last state is shown in the end. */
export class StatusMessage {
  readonly #message: EditableMessage;
  readonly #clock: Clock;
  readonly #log: Logger;
  #shown: MessageView;
  #wanted: MessageView;
  #editing = false;
  #gone = false;
  #failures = 0;
  #earliestMs: number;
  #cancelTimer: CancelTimer | undefined;
  #settled: (() => void)[] = [];

  /** @param shown what the message shows now, just posted */
  constructor(message: EditableMessage, shown: MessageView, clock: Clock, log: Logger) {
    this.#message = message;
    this.#clock = clock;
    this.#log = log;
    this.#shown = shown;
    this.#wanted = shown;
    this.#earliestMs = clock.nowMs() + EDIT_INTERVAL_MS;
  }

  /** Shows this as soon as the interval allows; a later call replaces what still waits. */
  show(view: MessageView): void {
    this.#wanted = view;
    this.#failures = 0;
    this.#schedule();
  }

  /** Resolves when what was last asked for is shown, or cannot be. */
  settled(): Promise<void> {
    if (this.#isSettled()) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** Does it show what was last asked for? False too when it was taken away or cannot be reached. */
  get isTrue(): boolean {
    return !this.#gone && isDeepStrictEqual(this.#shown, this.#wanted);
  }

  /** Takes the message away for good. */
  async remove(): Promise<void> {
    this.#giveUp();
    await this.#message.delete();
  }

  #isSettled(): boolean {
    if (this.#editing) return false;
    return this.#gone || this.#failures >= MAX_FAILURES || isDeepStrictEqual(this.#shown, this.#wanted);
  }

  #schedule(): void {
    if (this.#isSettled()) {
      // The state went back to what is shown before the edit was due.
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      for (const resolve of this.#settled.splice(0)) resolve();
      return;
    }
    if (this.#editing || this.#cancelTimer !== undefined) return;
    const waitMs = Math.max(0, this.#earliestMs - this.#clock.nowMs());
    this.#cancelTimer = this.#clock.after(waitMs, () => {
      this.#cancelTimer = undefined;
      void this.#edit(this.#wanted);
    });
  }

  async #edit(view: MessageView): Promise<void> {
    this.#editing = true;
    try {
      if ((await this.#message.edit(view)) === 'gone') this.#giveUp();
      this.#shown = view;
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#log.warn({ err: loggableError(error) }, 'the status message could not be edited');
    }
    this.#editing = false;
    this.#earliestMs = this.#clock.nowMs() + EDIT_INTERVAL_MS;
    this.#schedule();
  }

  #giveUp(): void {
    this.#gone = true;
    this.#schedule();
  }
}
