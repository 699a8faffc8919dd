/** How long a test waits for something before it is told what did not come. */
export const DEFAULT_WAIT_MS = 15_000;

interface Waiting {
  look: () => void;
  fail: (error: Error) => void;
}

/** Lets tests wait on state: whoever changes it calls {@link notify}, and every waiter looks again. */
export class ChangeSignal {
  readonly #waiting = new Set<Waiting>();
  #closed: Error | undefined;

  notify(): void {
    for (const waiting of [...this.#waiting]) waiting.look();
  }

  /** Fails all who wait, and all who ask later. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const waiting of [...this.#waiting]) waiting.fail(reason);
  }

  /**
   * Resolves with the first answer of `look` that is not `undefined`; looks at once and after each change.
   * Rejects when `look` throws, when the signal is closed, or with "waited ... for WHAT" after `limitMs`.
   */
  until<T>(what: string, look: () => T | undefined, limitMs: number = DEFAULT_WAIT_MS): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiting);
      };
      const fail = (error: Error): void => {
        finish();
        reject(error);
      };
      const waiting: Waiting = {
        fail,
        look: () => {
          try {
            const found = look();
            if (found === undefined) return;
            finish();
            resolve(found);
          } catch (thrown) {
            fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
          }
        },
      };
      const timer = setTimeout(() => fail(new Error(`waited ${limitMs} ms for ${what}`)), limitMs);
      this.#waiting.add(waiting);
      waiting.look();
      if (this.#closed !== undefined && this.#waiting.has(waiting)) fail(this.#closed);
    });
  }
}
