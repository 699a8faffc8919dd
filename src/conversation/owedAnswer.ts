import { REASON_SESSION_LOST } from '../realtime/responseReasons.ts';
import type { SessionEvent } from '../realtime/sessionEvents.ts';

/** Whether the model owes an answer to what it heard, so that one that is lost with the session can be asked for again. */
export class OwedAnswer {
  #owed: { itemId: string; written: boolean } | undefined;
  #lost = false;

  onSession(event: SessionEvent): void {
    switch (event.type) {
      case 'speechStarted':
      case 'committed':
        this.#owed = { itemId: event.itemId, written: false };
        break;
      case 'userTranscript':
        if (this.#owed?.itemId === event.itemId) this.#owed.written = true;
        break;
      case 'responseDone':
        if (event.reason !== REASON_SESSION_LOST) this.#owed = undefined;
        break;
      case 'responseRefused':
        if (event.error.code !== 'model_session_lost') this.#owed = undefined;
        break;
      case 'audioDelta':
        this.#owed = undefined;
        break;
      case 'reconnecting':
        this.#lost = this.#owed !== undefined;
        break;
      default:
        break;
    }
  }

  /** There is another session. Did the lost one owe an answer to words that this one is told? True once. */
  takeLost(): boolean {
    const owed = this.#lost ? this.#owed : undefined;
    this.#lost = false;
    if (owed !== undefined) this.#owed = undefined;
    return owed?.written === true;
  }
}
