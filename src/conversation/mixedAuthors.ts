import { type Authors, bothAuthors } from '../turn/authors.ts';

/** Responses whose authors are remembered: what they call, they call within seconds. */
const MAX_RESPONSES = 64;

/**
 * In whose name the model answers where its own VAD decides when: a response answers everything that was said or told since the one
 * before was begun, and, where it was asked for, whatever it was asked for. What is said after it has begun changes nothing.
 */
export class MixedAuthors {
  readonly #begun = new Map<string, Authors | undefined>();
  #waiting: Authors | undefined;
  #last: Authors | undefined;

  /** This was said, or told to the model, in the name of these people. */
  add(authors: Authors): void {
    this.#waiting = bothAuthors(authors, this.#waiting);
  }

  /** What waits is asked for: in whose name, at the moment the request is sent. */
  request(): () => Authors {
    const asked = this.#waiting;
    return () => bothAuthors(asked, this.#waiting) ?? [];
  }

  /** A response has begun. */
  begun(responseId: string): void {
    if (this.#begun.has(responseId)) return;
    this.#begun.set(responseId, this.#waiting);
    this.#last = this.#waiting;
    this.#waiting = undefined;
    const [oldest] = this.#begun.keys();
    if (this.#begun.size > MAX_RESPONSES && oldest !== undefined) this.#begun.delete(oldest);
  }

  /** It has come to nothing, and another one is made to the same. */
  again(responseId: string): void {
    this.#waiting = bothAuthors(this.#begun.get(responseId), this.#waiting);
  }

  /** The session is lost before the last answer was there; the next one answers the same. */
  lost(): void {
    this.#waiting ??= this.#last;
  }

  /** @param asked whose words it was asked for to answer; `undefined`: it was not asked for */
  of(responseId: string, asked: Authors | undefined): Authors {
    return bothAuthors(this.#begun.get(responseId), asked) ?? [];
  }
}
