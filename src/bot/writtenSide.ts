import { randomUUID } from 'node:crypto';
import type { CancelTimer, Clock } from '../clock.ts';
import type { ToVoiceHalf } from '../host/messages.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import { Listeners } from './listeners.ts';

/** What the model has not written by then it will not write. */
export const ASIDE_DEADLINE_MS = 60_000;

interface Aside {
  resolve: (text: string | undefined) => void;
  cancelDeadline: CancelTimer;
}

/** A conversation in writing: what people type into it, what is said as text, and what the model writes about it. */
export class WrittenSide {
  readonly #conversationId: string;
  readonly #clock: Clock;
  readonly #send: (message: ToVoiceHalf) => void;
  readonly #listeners = new Listeners<[entry: HistoryEntry]>();
  readonly #asides = new Map<string, Aside>();
  #ended = false;
  #anythingSaid: boolean;

  /** @param touched called when somebody used the conversation without a word */
  constructor(
    options: {
      conversationId: string;
      clock: Clock;
      /** What was said before a restart. */
      history: readonly HistoryEntry[];
      send: (message: ToVoiceHalf) => void;
    },
    touched: () => void,
  ) {
    this.#conversationId = options.conversationId;
    this.#clock = options.clock;
    this.#anythingSaid = options.history.length > 0;
    this.#send = (message) => {
      touched();
      options.send(message);
    };
  }

  /** Something that was said or done is known of, from before a restart too. */
  get anythingSaid(): boolean {
    return this.#anythingSaid;
  }

  /** Calls back with everything that is said or done from now on; returns the way to stop it. */
  onSpoken(listener: (entry: HistoryEntry) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Somebody wants the bot to say exactly this. */
  say(text: string): void {
    if (!this.#ended) this.#send({ type: 'say', conversationId: this.#conversationId, text });
  }

  /** Somebody typed this, and is answered as if they had said it. The name is untrusted. */
  typed(person: { userId: string; name: string }, text: string): void {
    if (!this.#ended) this.#send({ type: 'text', conversationId: this.#conversationId, ...person, text });
  }

  /** The model writes something about the conversation that nobody hears; `undefined`: it could not, or not in time. */
  writeAside(instructions: string): Promise<string | undefined> {
    if (this.#ended) return Promise.resolve(undefined);
    const requestId = randomUUID();
    return new Promise((resolve) => {
      const cancelDeadline = this.#clock.after(ASIDE_DEADLINE_MS, () => this.done(requestId, undefined));
      this.#asides.set(requestId, { resolve, cancelDeadline });
      this.#send({ type: 'outOfBand', conversationId: this.#conversationId, requestId, instructions });
    });
  }

  /** Something was said or done. */
  spoken(entry: HistoryEntry): void {
    this.#anythingSaid = true;
    this.#listeners.call(entry);
  }

  /** What the model wrote. */
  done(requestId: string, text: string | undefined): void {
    const aside = this.#asides.get(requestId);
    this.#asides.delete(requestId);
    aside?.cancelDeadline();
    aside?.resolve(text);
  }

  /** The conversation is over: nothing more is written. */
  end(): void {
    this.#ended = true;
    this.#listeners.clear();
    for (const requestId of [...this.#asides.keys()]) this.done(requestId, undefined);
  }
}
