/** Those who want to be called with each value. */
export class Listeners<Values extends unknown[] = []> {
  readonly #listeners = new Set<(...values: Values) => void>();

  /** Calls back with each from now on; returns the way to stop it. */
  add(listener: (...values: Values) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  call(...values: Values): void {
    for (const listener of [...this.#listeners]) listener(...values);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
