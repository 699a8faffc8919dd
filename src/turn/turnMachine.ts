import { CallSilence } from './callSilence.ts';
import type { TurnEffect, TurnEvent, TurnOptions } from './turnEvents.ts';
import type { ConversationState } from './turnSettings.ts';

/** Ids of ended responses that are remembered, so that their late deltas are fenced off. */
const MAX_FENCED_RESPONSES = 64;

/**
 * Decides who is speaking, in either mode. Pure: events in, effects out.
 * Several responses may follow each other in one turn (a function call, then its answer); they are played in order.
 */
export class TurnMachine {
  readonly #options: TurnOptions;
  #connected = false;
  #closed = false;
  #userSpeaking = false;
  #inputOpen = true;
  /** Responses the model is still producing. */
  readonly #producing = new Set<string>();
  /** Answers with sound, the first of them is being played. */
  #answers: string[] = [];
  readonly #fenced = new Set<string>();
  /** Since when an answer is owed; `undefined`: none is. */
  #awaitingSinceMs: number | undefined;
  #thinkingLongTold = false;
  #pendingTools = 0;
  readonly #callSilence: CallSilence;
  #state: ConversationState = 'connecting';

  constructor(options: TurnOptions) {
    this.#options = options;
    this.#callSilence = new CallSilence(options.toolLongMs);
  }

  get state(): ConversationState {
    return this.#state;
  }

  /** Is this response's sound no longer wanted? */
  isFenced(responseId: string): boolean {
    return this.#fenced.has(responseId);
  }

  /** Takes one event at its time (ms, monotonic) and answers what is to be done, in order. */
  on(event: TurnEvent, nowMs: number): TurnEffect[] {
    if (this.#closed) return [];
    const effects: TurnEffect[] = [];
    this.#apply(event, nowMs, effects);
    const broken = !this.#thinking || this.#answers.length > 0 || this.#userSpeaking;
    this.#callSilence.follow(this.#pendingTools > 0, broken, nowMs);
    this.#settleInput(effects);
    this.#settleState(effects);
    return effects;
  }

  #apply(event: TurnEvent, nowMs: number, effects: TurnEffect[]): void {
    switch (event.type) {
      case 'connected':
        this.#connected = true;
        return;
      case 'connectionLost':
        this.#loseModel();
        return;
      case 'closed':
        this.#closed = true;
        return;
      case 'speechStarted':
        // Half duplex: what the model still hears of the time before the microphone was shut is nobody's turn.
        if (!this.#inputOpen) return;
        this.#userSpeaking = true;
        if (this.#options.mode === 'full-duplex') this.#bargeIn(effects);
        return;
      case 'speechStopped':
        if (this.#userSpeaking) this.#await(nowMs);
        this.#userSpeaking = false;
        return;
      case 'inputCleared':
        this.#userSpeaking = false;
        return;
      case 'committed':
        if (this.#options.requestOnCommit) effects.push({ type: 'requestResponse' });
        this.#await(nowMs);
        return;
      case 'toolCalled':
        this.#pendingTools += 1;
        return;
      case 'toolAnswered':
        this.#toolAnswered(event.respond, nowMs, effects);
        return;
      case 'newsArrived':
        this.#askUnlessSpoken(nowMs, effects);
        return;
      case 'stopTold':
        // Nobody need be speaking: the model does not cancel by itself.
        for (const responseId of this.#producing) effects.push({ type: 'cancel', responseId });
        this.#bargeIn(effects);
        return;
      case 'responseRefused':
        this.#awaitingSinceMs = undefined;
        return;
      case 'responseCreated':
        if (this.#fenced.has(event.responseId)) return;
        this.#producing.add(event.responseId);
        this.#awaitingSinceMs ??= nowMs;
        return;
      case 'soundArrived':
        this.#soundArrived(event.responseId, effects);
        return;
      case 'responseDone':
        this.#responseDone(event.responseId);
        return;
      case 'playbackFinished':
        this.#playbackFinished(event.responseId, effects);
        return;
      case 'tick':
        this.#watchThinking(nowMs, effects);
        return;
    }
  }

  #await(nowMs: number): void {
    this.#awaitingSinceMs = nowMs;
    this.#thinkingLongTold = false;
  }

  #toolAnswered(respond: boolean, nowMs: number, effects: TurnEffect[]): void {
    this.#pendingTools = Math.max(0, this.#pendingTools - 1);
    if (respond && this.#pendingTools === 0) this.#askUnlessSpoken(nowMs, effects);
  }

  /** Where somebody is speaking, their turn's own response will speak about it too. */
  #askUnlessSpoken(nowMs: number, effects: TurnEffect[]): void {
    if (this.#userSpeaking) return;
    effects.push({ type: 'requestResponse' });
    this.#await(nowMs);
  }

  #responseDone(responseId: string): void {
    const produced = this.#producing.delete(responseId);
    if (!this.#answers.includes(responseId)) this.#fence(responseId);
    // The end of a response that was cut long ago says nothing about the one that is owed now.
    if (produced && this.#producing.size === 0) this.#awaitingSinceMs = undefined;
  }

  #soundArrived(responseId: string, effects: TurnEffect[]): void {
    if (this.#fenced.has(responseId) || this.#answers.includes(responseId)) return;
    // A server that skips response.created is tolerated: its first sound says the same.
    this.#producing.add(responseId);
    this.#answers.push(responseId);
    this.#awaitingSinceMs = undefined;
    if (this.#answers.length === 1) effects.push({ type: 'play', responseId });
  }

  #playbackFinished(responseId: string, effects: TurnEffect[]): void {
    if (this.#answers[0] !== responseId) return;
    this.#answers.shift();
    this.#fence(responseId);
    const next = this.#answers[0];
    if (next !== undefined) effects.push({ type: 'play', responseId: next });
  }

  /** A person took the floor: nothing of what the model was saying or preparing is to be heard. */
  #bargeIn(effects: TurnEffect[]): void {
    for (const responseId of this.#producing) {
      if (!this.#options.modelInterrupts) effects.push({ type: 'cancel', responseId });
      if (!this.#answers.includes(responseId)) this.#fence(responseId);
    }
    this.#producing.clear();
    for (const [index, responseId] of this.#answers.entries()) {
      this.#fence(responseId);
      effects.push({ type: 'cut', responseId, playing: index === 0 });
    }
    this.#answers = [];
    this.#awaitingSinceMs = undefined;
  }

  #loseModel(): void {
    // What was already received is still worth hearing; what was being produced will never be finished.
    for (const responseId of this.#producing)
      if (!this.#answers.includes(responseId)) this.#fence(responseId);
    this.#producing.clear();
    this.#pendingTools = 0;
    this.#userSpeaking = false;
    this.#awaitingSinceMs = undefined;
    this.#connected = false;
  }

  #watchThinking(nowMs: number, effects: TurnEffect[]): void {
    if (this.#callSilence.becameLong(nowMs)) {
      this.#thinkingLongTold = true;
      effects.push({ type: 'thinkingLong' });
    }
    if (this.#awaitingSinceMs === undefined || this.#answers.length > 0 || this.#userSpeaking) return;
    const waitedMs = nowMs - this.#awaitingSinceMs;
    if (waitedMs >= this.#options.thinkingStuckMs) {
      this.#awaitingSinceMs = undefined;
      for (const responseId of this.#producing) {
        effects.push({ type: 'cancel', responseId });
        this.#fence(responseId);
      }
      this.#producing.clear();
      effects.push({ type: 'thinkingStuck' });
    } else if (waitedMs >= this.#options.thinkingLongMs && !this.#thinkingLongTold) {
      this.#thinkingLongTold = true;
      effects.push({ type: 'thinkingLong' });
    }
  }

  #fence(responseId: string): void {
    this.#fenced.add(responseId);
    if (this.#fenced.size <= MAX_FENCED_RESPONSES) return;
    const [oldest] = this.#fenced;
    if (oldest !== undefined) this.#fenced.delete(oldest);
  }

  /** Half duplex: the microphone is shut from the end of a turn until its whole answer was played. */
  #settleInput(effects: TurnEffect[]): void {
    const open = this.#options.mode === 'full-duplex' || (!this.#thinking && this.#answers.length === 0);
    if (open === this.#inputOpen) return;
    this.#inputOpen = open;
    if (!open) this.#userSpeaking = false;
    effects.push({ type: open ? 'openInput' : 'closeInput' });
  }

  #settleState(effects: TurnEffect[]): void {
    const state = this.#currentState();
    if (state === this.#state) return;
    this.#state = state;
    effects.push({ type: 'state', state });
  }

  #currentState(): ConversationState {
    if (this.#closed) return 'closed';
    if (this.#answers.length > 0) return 'agentSpeaking';
    if (!this.#connected) return 'connecting';
    if (this.#userSpeaking) return 'userSpeaking';
    return this.#thinking ? 'thinking' : 'listening';
  }

  /** An answer is owed. */
  get #thinking(): boolean {
    return this.#awaitingSinceMs !== undefined || this.#producing.size > 0 || this.#pendingTools > 0;
  }
}
