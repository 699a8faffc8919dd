import type { CommittedSpeech } from './commitBook.ts';

/**
 * What was said into an answer and committed only to see whether it was a stop word. It stays in the conversation when it was one, or
 * when more followed; else the model is to forget it, as soon as the item has a name.
 */
export class Probes {
  readonly #deleteItem: (itemId: string) => void;
  /** Of the present challenge; `undefined`: has no item yet. */
  readonly #open = new Map<number, string | undefined>();
  /** To be forgotten when their items have names. */
  readonly #unwanted = new Set<number>();

  constructor(deleteItem: (itemId: string) => void) {
    this.#deleteItem = deleteItem;
  }

  sent({ number }: CommittedSpeech): void {
    this.#open.set(number, undefined);
  }

  committed({ number }: CommittedSpeech, itemId: string): void {
    if (this.#unwanted.delete(number)) this.#deleteItem(itemId);
    else if (this.#open.has(number)) this.#open.set(number, itemId);
  }

  refused({ number }: CommittedSpeech): void {
    this.#open.delete(number);
    this.#unwanted.delete(number);
  }

  /** It was nothing. */
  forget(): void {
    for (const [number, itemId] of this.#open) {
      if (itemId === undefined) this.#unwanted.add(number);
      else this.#deleteItem(itemId);
    }
    this.#open.clear();
  }

  /** Whatever it was, it stays, or is gone with the session. */
  keep(): void {
    this.#open.clear();
  }
}
