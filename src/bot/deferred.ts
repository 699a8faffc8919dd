/** A promise that its owner resolves. */
export class Deferred<Value> {
  readonly promise: Promise<Value>;
  #resolve: (value: Value) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Resolving again changes nothing. */
  resolve(value: Value): void {
    this.#resolve(value);
  }
}
