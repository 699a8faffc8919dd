import type { Logger } from '../observe/logger.ts';
import { loggableError } from './loggableError.ts';

/** Writes that wait for a database that hangs; what comes beyond that is not stored. */
const MAX_WAITING = 500;

/** One write to the store after the other, with nobody waiting for it: one that fails costs no more than what it would have stored. */
export class WriteQueue {
  readonly #log: Logger;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Does this when all before it is done. */
  write(work: () => Promise<void>): void {
    if (this.#waiting >= MAX_WAITING) {
      this.#log.warn('the database is too slow: a part of a conversation is not stored');
      return;
    }
    this.#waiting += 1;
    void this.inTurn(work)
      .catch((error) =>
        this.#log.warn({ err: loggableError(error) }, 'a part of a conversation was not stored'),
      )
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** Does this when all before it is done, and answers what came of it. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was to be written so far is. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
