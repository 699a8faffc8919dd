import type { CancelTimer, Clock } from '../../../clock.ts';

/** How long the server waits for everybody's op 23 before it executes all the same. */
export const TRANSITION_TIMEOUT_MS = 2000;

const MAX_TRANSITION_ID = 0xffff;

interface PendingTransition {
  waitingFor: Set<string>;
  concerned: readonly string[];
  cancelTimer: CancelTimer;
}

/** Counts transitions, and executes each one when all whom it concerns are ready, or after two seconds. */
export class DaveTransitions {
  readonly #clock: Clock;
  readonly #execute: (transitionId: number, userIds: readonly string[]) => void;
  readonly #pending = new Map<number, PendingTransition>();
  #lastId = 0;

  constructor(clock: Clock, execute: (transitionId: number, userIds: readonly string[]) => void) {
    this.#clock = clock;
    this.#execute = execute;
  }

  /** Opens the next transition for those users, and answers its id. Ids start at 1: 0 is taken by what needs no waiting. */
  begin(userIds: readonly string[]): number {
    this.#lastId = this.#lastId >= MAX_TRANSITION_ID ? 1 : this.#lastId + 1;
    const id = this.#lastId;
    this.#pending.set(id, {
      waitingFor: new Set(userIds),
      concerned: userIds,
      cancelTimer: this.#clock.after(TRANSITION_TIMEOUT_MS, () => this.#finish(id)),
    });
    return id;
  }

  /** Op 23 came from that user. */
  ready(userId: string, transitionId: number): void {
    const pending = this.#pending.get(transitionId);
    if (!pending?.waitingFor.delete(userId)) return;
    if (pending.waitingFor.size === 0) this.#finish(transitionId);
  }

  /** Nobody waits for that user any longer. */
  forget(userId: string): void {
    for (const id of [...this.#pending.keys()]) this.ready(userId, id);
  }

  /** Drops what is open, without executing it. */
  clear(): void {
    for (const pending of this.#pending.values()) pending.cancelTimer();
    this.#pending.clear();
  }

  #finish(transitionId: number): void {
    const pending = this.#pending.get(transitionId);
    if (pending === undefined) return;
    this.#pending.delete(transitionId);
    pending.cancelTimer();
    this.#execute(transitionId, pending.concerned);
  }
}
