import type { SessionEvent } from './sessionEvents.ts';

/** Whether a session owes anything, by what it was asked and what it said. */
export class RenewalWatch {
  #requested = false;
  #commits = 0;
  readonly #responses = new Set<string>();

  get owesNothing(): boolean {
    return !this.#requested && this.#commits === 0 && this.#responses.size === 0;
  }

  committed(): void {
    this.#commits += 1;
  }

  requested(): void {
    this.#requested = true;
  }

  /** What was requested and has no name yet is not wanted any more. */
  requestDropped(): void {
    this.#requested = false;
  }

  discarded(responseId: string): void {
    this.#responses.delete(responseId);
  }

  on(event: SessionEvent): void {
    switch (event.type) {
      case 'committed':
      case 'commitRefused':
        this.#commits = Math.max(0, this.#commits - 1);
        break;
      case 'responseCreated':
        this.#requested = false;
        this.#responses.add(event.responseId);
        break;
      case 'responseDone':
        this.#responses.delete(event.responseId);
        this.#requested ||= event.retrying === true;
        break;
      case 'responseRefused':
        this.#requested = false;
        break;
      case 'reconnecting':
        this.#responses.clear();
        break;
      default:
        break;
    }
  }

  /** Another session has taken its place. */
  reset(): void {
    this.#requested = false;
    this.#commits = 0;
    this.#responses.clear();
  }
}
