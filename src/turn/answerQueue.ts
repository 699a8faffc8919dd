import type { Authors } from './authors.ts';

/** A response that was asked for and does not play yet. */
export interface PendingResponse {
  /** Whose words it is to answer. */
  authors: Authors;
  /** `undefined` until the model has created it. */
  responseId: string | undefined;
  /** The model was asked for it; it is not while it still produces an answer that is heard. */
  requested: boolean;
  /** The end of the turn is certain: what it says may be heard, what it calls may be run. */
  confirmed: boolean;
  /** Its first sound is here. */
  sounds: boolean;
  /** The model has finished it. */
  done: boolean;
  /** Function calls that wait for the confirmation. */
  heldCalls: string[];
}

/**
 * The model's responses: at most one is pending, any number play behind each other. Whatever is neither is not wanted: its events,
 * however late, mean nothing.
 */
export class AnswerQueue {
  #pending: PendingResponse | undefined;
  #playing: string[] = [];
  readonly #producing = new Set<string>();
  /** Those that are over: a pending response without an id must not take theirs, however late something of them comes. */
  readonly #over: string[] = [];

  get pending(): Readonly<PendingResponse> | undefined {
    return this.#pending;
  }

  /** Answers that may be heard; the first one is being played. */
  get playing(): readonly string[] {
    return this.#playing;
  }

  /** The model still makes a response that anybody wants: its sound, or calls of functions, may follow. */
  get isProducing(): boolean {
    return this.#producing.size > 0;
  }

  /** Is this response's sound to be kept? */
  wants(responseId: string): boolean {
    return this.#playing.includes(responseId) || this.#named(responseId) !== undefined;
  }

  /** A response is wanted. */
  ask(confirmed: boolean, authors: Authors): void {
    const fresh = { authors, responseId: undefined, requested: false, sounds: false, done: false };
    this.#pending = { ...fresh, confirmed, heldCalls: [] };
  }

  /** Is the model to be asked now for the response that is wanted? It makes one at a time. Answers once: in whose name. */
  due(): Authors | undefined {
    if (this.#pending === undefined || this.#pending.requested || this.isProducing) return undefined;
    this.#pending.requested = true;
    return this.#pending.authors;
  }

  created(responseId: string): void {
    this.#named(responseId);
  }

  soundArrived(responseId: string): void {
    const pending = this.#named(responseId);
    if (pending !== undefined) pending.sounds = true;
  }

  done(responseId: string): void {
    const pending = this.#named(responseId);
    this.#producing.delete(responseId);
    if (pending === undefined) return;
    pending.done = true;
    this.#settle();
  }

  /** It came to nothing and is asked for once more: the next one that is created takes its place. False: it was not wanted. */
  retried(responseId: string): boolean {
    const pending = this.#named(responseId);
    if (pending === undefined) return false;
    this.#drop(responseId);
    this.#pending = { ...pending, responseId: undefined, sounds: false, done: false, heldCalls: [] };
    return true;
  }

  /** A function call of a response. `run`: at once; `held`: when the end of the turn is certain; `unwanted`: never. */
  toolCalled(responseId: string, callId: string): 'run' | 'held' | 'unwanted' {
    if (this.#playing.includes(responseId)) return 'run';
    const pending = this.#named(responseId);
    if (pending === undefined) return 'unwanted';
    if (pending.confirmed) return 'run';
    pending.heldCalls.push(callId);
    return 'held';
  }

  /** The end of the turn is certain. Answers the function calls that waited for that. */
  confirm(): readonly string[] {
    if (this.#pending === undefined) return [];
    this.#pending.confirmed = true;
    const calls = this.#pending.heldCalls.splice(0);
    this.#settle();
    return calls;
  }

  /** Moves a pending response that may be heard and has sound to those that play. Answers it when it is to start now. */
  release(): string | undefined {
    const pending = this.#pending;
    if (pending?.responseId === undefined || !pending.confirmed) return undefined;
    if (!pending.sounds) return undefined;
    this.#pending = undefined;
    this.#playing.push(pending.responseId);
    return this.#playing.length === 1 ? pending.responseId : undefined;
  }

  /** It was played to its end. Answers the one to play next, if any. */
  finished(responseId: string): string | undefined {
    if (this.#playing[0] !== responseId) return undefined;
    this.#playing.shift();
    this.#drop(responseId);
    return this.#playing[0];
  }

  /** Nobody wants the pending response any more. */
  dropPending(): Readonly<PendingResponse> | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending?.responseId !== undefined) this.#drop(pending.responseId);
    return pending;
  }

  /** Nothing of what plays, or waits to be played, is wanted any more. */
  dropPlaying(): readonly { responseId: string; producing: boolean }[] {
    const playing = this.#playing.splice(0);
    return playing.map((responseId) => ({ responseId, producing: this.#drop(responseId) }));
  }

  /** The session is lost: nothing is being produced any more; what has sound here may still be heard. Answers what is dropped. */
  lose(): Readonly<PendingResponse> | undefined {
    this.#producing.clear();
    return this.#pending?.confirmed && this.#pending.sounds ? undefined : this.dropPending();
  }

  /** A complete response without sound has nothing to be waited for; what it called stays in the conversation. */
  #settle(): void {
    const pending = this.#pending;
    if (pending?.done && pending.confirmed && !pending.sounds) this.dropPending();
  }

  /** The pending response if it has this id, or none yet: a server may skip `response.created`. */
  #named(responseId: string): PendingResponse | undefined {
    const pending = this.#pending;
    if (!pending?.requested || this.#playing.includes(responseId) || this.#over.includes(responseId)) {
      return undefined;
    }
    if (pending.responseId === undefined) {
      pending.responseId = responseId;
      this.#producing.add(responseId);
    }
    return pending.responseId === responseId ? pending : undefined;
  }

  #drop(responseId: string): boolean {
    const MAX_REMEMBERED = 64;
    this.#over.push(responseId);
    if (this.#over.length > MAX_REMEMBERED) this.#over.shift();
    return this.#producing.delete(responseId);
  }
}
