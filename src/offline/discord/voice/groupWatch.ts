import type { Clock } from '../../../clock.ts';

/** Lets callers wait until a group holds certain users. */
export class GroupWatch {
  readonly #clock: Clock;
  readonly #group: () => readonly string[];
  readonly #looks = new Set<() => void>();
  readonly #closers = new Set<(reason: Error) => void>();

  constructor(clock: Clock, group: () => readonly string[]) {
    this.#clock = clock;
    this.#group = group;
  }

  /** The group may have changed. */
  look(): void {
    for (const look of [...this.#looks]) look();
  }

  /** Resolves when the group holds all of those users, which may be at once; rejects after `timeoutMs`. */
  until(userIds: readonly string[], timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        cancel();
        this.#looks.delete(look);
        this.#closers.delete(fail);
      };
      const fail = (reason: Error): void => {
        stop();
        reject(reason);
      };
      const look = (): void => {
        const group = this.#group();
        if (!userIds.every((userId) => group.includes(userId))) return;
        stop();
        resolve();
      };
      const cancel = this.#clock.after(timeoutMs, () =>
        fail(new Error(`no group with ${userIds.join(', ')} within ${timeoutMs} ms`)),
      );
      this.#looks.add(look);
      this.#closers.add(fail);
      look();
    });
  }

  /** Rejects every open wait. */
  close(): void {
    for (const close of [...this.#closers]) close(new Error('the client has left'));
  }
}
