import { AnswerQueue } from './answerQueue.ts';
import { AnswerVolume } from './answerVolume.ts';
import { type Authors, bothAuthors } from './authors.ts';
import type { LocalTurnEffect, LocalTurnEvent } from './localTurnEvents.ts';

/** The bot's half of turn-taking: what it was asked for, what of it may be heard, what it has called, and how loud it is. */
export class AnswerSide {
  readonly volume: AnswerVolume;
  readonly #do: (effect: LocalTurnEffect) => void;
  readonly #queue = new AnswerQueue();
  /** Function calls that run. */
  readonly #calls = new Set<string>();
  /** Calls that have been answered since the last request are to be spoken about: in whose name they were made. */
  #outputAuthors: Authors | undefined;

  constructor(perform: (effect: LocalTurnEffect) => void) {
    this.#do = perform;
    this.volume = new AnswerVolume(perform);
  }

  /** The bot has the turn: it speaks, or is certain to answer. */
  get busy(): boolean {
    return this.speaks || this.isCertain || this.#callsAreOpen;
  }

  get speaks(): boolean {
    return this.#queue.playing.length > 0;
  }

  /** A function that the model has called runs. */
  get isCalling(): boolean {
    return this.#calls.size > 0;
  }

  /** A response was asked for and does not play yet. */
  get isPending(): boolean {
    return this.#queue.pending !== undefined;
  }

  /** The same, and the end of the turn that it answers is certain. */
  get isCertain(): boolean {
    return this.#queue.pending?.confirmed === true;
  }

  /** An answer is owed and nothing of it is here. */
  get isOwed(): boolean {
    const { pending } = this.#queue;
    return (pending !== undefined && !pending.sounds) || this.#callsAreOpen;
  }

  /** Is this response's sound to be kept? */
  wants(responseId: string): boolean {
    return this.#queue.wants(responseId);
  }

  /** Asks for a response to these, as soon as the model has made the one that is heard; one that is pending is replaced. */
  ask(confirmed: boolean, authors: Authors): void {
    this.discardPending();
    this.#queue.ask(confirmed, authors);
    this.#requestWhenDue();
  }

  /** Takes back what is pending. */
  discardPending(): void {
    const pending = this.#queue.dropPending();
    if (pending?.requested) this.#do({ type: 'discardResponse', responseId: pending.responseId });
  }

  /** The end of the turn is certain: what is pending may be heard, and what it called is run. */
  confirm(): void {
    for (const callId of this.#queue.confirm()) this.#runTool(callId);
  }

  /** Nothing of what the bot was saying or preparing is to be heard. */
  stop(): void {
    for (const [index, { responseId, producing }] of this.#queue.dropPlaying().entries()) {
      this.#do({ type: 'cut', responseId, playing: index === 0, producing });
    }
    this.discardPending();
    this.volume.restore();
  }

  /** The same, and nothing that it has called is spoken about. */
  silence(): void {
    this.stop();
    this.#forgetCalls();
  }

  /** Nothing has come of what was asked for: it is taken back and asked for anew. One that has called is waited for. */
  askAgain(): void {
    const { pending } = this.#queue;
    if (pending === undefined || !pending.requested || pending.sounds || pending.done) return;
    const hasCalled = pending.heldCalls.length > 0 || this.#callsAreOpen;
    if (!hasCalled) this.ask(pending.confirmed, pending.authors);
  }

  /** The answer has not come: it is not waited for any longer. */
  giveUp(): void {
    this.discardPending();
    this.#forgetCalls();
    this.#do({ type: 'thinkingStuck' });
  }

  /** The session is lost. Functions run on: what they say is told to the next one. True: an answer that was certain will not come. */
  lose(): boolean {
    const lost = this.#queue.lose();
    this.#forgetSound(lost?.responseId);
    return lost?.confirmed === true;
  }

  /** Lets be heard what may be heard. */
  playReleased(): void {
    this.#play(this.#queue.release());
  }

  /** A function was answered; `respond`: the model is to speak about that, in the name of whoever it was called for. */
  toolAnswered(callId: string, respond: boolean, authors: Authors): void {
    if (!this.#calls.delete(callId) || !respond) return;
    this.#outputAuthors = bothAuthors(authors, this.#outputAuthors);
  }

  /**
   * Answered once, with in whose name they were called: it is time to ask for the response that speaks about what functions have
   * answered. The one that called them is complete by then: it may say something itself, and call more.
   */
  takeOutput(): Authors | undefined {
    if (this.#calls.size > 0 || this.#queue.isProducing) return undefined;
    const authors = this.#outputAuthors;
    this.#outputAuthors = undefined;
    return authors;
  }

  /** Takes what the model and the player say. False: the event is none of these. */
  take(event: LocalTurnEvent): boolean {
    switch (event.type) {
      case 'responseCreated':
        this.#queue.created(event.responseId);
        return true;
      case 'soundArrived':
        this.#queue.soundArrived(event.responseId);
        return true;
      case 'responseDone':
        this.#queue.done(event.responseId);
        this.#requestWhenDue();
        return true;
      case 'responseRetried':
        if (this.#queue.retried(event.responseId)) this.#forgetSound(event.responseId);
        return true;
      case 'responseRefused':
        this.#forgetSound(this.#queue.dropPending()?.responseId);
        return true;
      case 'toolCalled':
        if (this.#queue.toolCalled(event.responseId, event.callId) === 'run') this.#runTool(event.callId);
        return true;
      case 'playbackFinished':
        this.#play(this.#queue.finished(event.responseId));
        this.#requestWhenDue();
        if (!this.speaks) this.volume.restore();
        return true;
      default:
        return false;
    }
  }

  /** Functions run, or what they have answered was not spoken about yet. */
  get #callsAreOpen(): boolean {
    return this.#calls.size > 0 || this.#outputAuthors !== undefined;
  }

  #requestWhenDue(): void {
    const authors = this.#queue.due();
    if (authors !== undefined) this.#do({ type: 'request', authors });
  }

  #forgetSound(responseId: string | undefined): void {
    if (responseId !== undefined) this.#do({ type: 'forgetSound', responseId });
  }

  #play(responseId: string | undefined): void {
    if (responseId !== undefined) this.#do({ type: 'play', responseId });
  }

  #runTool(callId: string): void {
    this.#calls.add(callId);
    this.#do({ type: 'runTool', callId });
  }

  #forgetCalls(): void {
    this.#calls.clear();
    this.#outputAuthors = undefined;
  }
}
