import { REASON_SESSION_LOST } from '../realtime/responseReasons.ts';
import type { SessionEvent } from '../realtime/sessionEvents.ts';

/** An answer to what a next session is told, with the instructions that it was asked for with. */
export interface LostAnswer {
  instructions: string | undefined;
}

/** Whether the model owes an answer to what it heard or was told, so that one that is lost with the session can be asked for again. */
export class OwedAnswer {
  #owed: { itemId: string | undefined; written: boolean; instructions: string | undefined } | undefined;
  #lost = false;

  /** An answer was asked for to something that every later session is told. One that is owed to people's words answers it too. */
  asked(instructions?: string): void {
    this.#owed ??= { itemId: undefined, written: true, instructions };
  }

  onSession(event: SessionEvent): void {
    switch (event.type) {
      case 'speechStarted':
      case 'committed':
        this.#owed = { itemId: event.itemId, written: false, instructions: undefined };
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

  /** There is another session. What the lost one owed to words that this one is told, once. */
  takeLost(): LostAnswer | undefined {
    const owed = this.#lost ? this.#owed : undefined;
    this.#lost = false;
    if (owed === undefined) return undefined;
    this.#owed = undefined;
    return owed.written ? { instructions: owed.instructions } : undefined;
  }
}
