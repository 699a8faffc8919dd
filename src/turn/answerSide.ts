import { AnswerQueue } from './answerQueue.ts';
import { AnswerVolume } from './answerVolume.ts';
import type { LocalTurnEffect, LocalTurnEvent } from './localTurnEvents.ts';

/** The bot's half of turn-taking: what it was asked for, what of it may be heard, what it has called, and how loud it is. */
export class AnswerSide {
  readonly volume: AnswerVolume;
  readonly #do: (effect: LocalTurnEffect) => void;
  readonly #queue = new AnswerQueue();
  #pendingTools = 0;

  constructor(perform: (effect: LocalTurnEffect) => void) {
    this.#do = perform;
    this.volume = new AnswerVolume(perform);
  }

  /** The bot has the turn: it speaks, or is certain to answer. */
  get busy(): boolean {
    return this.speaks || this.#queue.pending?.confirmed === true || this.#pendingTools > 0;
  }

  get speaks(): boolean {
    return this.#queue.playing.length > 0;
  }

  /** A response was asked for and does not play yet. */
  get isPending(): boolean {
    return this.#queue.pending !== undefined;
  }

  /** An answer is owed and nothing of it is here. */
  get isOwed(): boolean {
    const { pending } = this.#queue;
    return (pending !== undefined && !pending.sounds) || this.#pendingTools > 0;
  }

  /** Is this response's sound to be kept? */
  wants(responseId: string): boolean {
    return this.#queue.wants(responseId);
  }

  ask(confirmed: boolean): void {
    this.#queue.ask(confirmed);
    this.#do({ type: 'request' });
  }

  /** Takes back what is pending. True: there was something. */
  discardPending(wasted: boolean): boolean {
    const pending = this.#queue.dropPending();
    if (pending === undefined) return false;
    this.#do({ type: 'discardResponse', responseId: pending.responseId, wasted });
    return true;
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
    this.discardPending(false);
    this.volume.forget();
  }

  /** The answer has not come: it is not waited for any longer. */
  giveUp(): void {
    this.discardPending(false);
    this.#pendingTools = 0;
    this.#do({ type: 'thinkingStuck' });
  }

  lose(): void {
    this.#queue.lose();
    this.#pendingTools = 0;
  }

  /** Lets be heard what may be heard. */
  playReleased(): void {
    this.#play(this.#queue.release());
  }

  /** A function was answered. True: it is time to ask for the response that speaks about it. */
  toolAnswered(respond: boolean): boolean {
    this.#pendingTools = Math.max(0, this.#pendingTools - 1);
    return respond && this.#pendingTools === 0;
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
        return true;
      case 'responseRefused':
        this.#queue.dropPending();
        return true;
      case 'toolCalled':
        if (this.#queue.toolCalled(event.responseId, event.callId) === 'run') this.#runTool(event.callId);
        return true;
      case 'playbackFinished':
        this.#play(this.#queue.finished(event.responseId));
        if (!this.speaks) this.volume.forget();
        return true;
      default:
        return false;
    }
  }

  #play(responseId: string | undefined): void {
    if (responseId !== undefined) this.#do({ type: 'play', responseId });
  }

  #runTool(callId: string): void {
    this.#pendingTools += 1;
    this.#do({ type: 'runTool', callId });
  }
}
