import type { ParleyError } from '../errors.ts';

/** The answer to a join: given once, whatever else happens later. */
export class PendingJoin {
  readonly promise: Promise<void>;
  #settle: { resolve(): void; reject(error: ParleyError): void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever destroys a link that nobody joined must not be told of an unhandled rejection.
    this.promise.catch(() => undefined);
  }

  resolve(): void {
    this.#settle.resolve();
  }

  reject(error: ParleyError): void {
    this.#settle.reject(error);
  }
}
