import type { ConversationState, TurnMode } from './turnSettings.ts';

/** What happened. Every event carries the time, the machine has no clock of its own. */
export type TurnEvent =
  /** Sound can flow both ways. */
  | { type: 'connected' }
  /** The model's session is gone; responses that were under way will never end. */
  | { type: 'connectionLost' }
  | { type: 'closed' }
  /** The model's VAD heard somebody start, and stop. */
  | { type: 'speechStarted' }
  | { type: 'speechStopped' }
  /** What the model was hearing was taken back from it: nobody's turn comes of it. */
  | { type: 'inputCleared' }
  /** The model took the turn into the conversation. */
  | { type: 'committed' }
  | { type: 'responseCreated'; responseId: string }
  | { type: 'soundArrived'; responseId: string }
  | { type: 'responseDone'; responseId: string }
  /** The model called a function; its answer is owed. */
  | { type: 'toolCalled' }
  /** The function's output was given to the model; `respond`: it is to speak about it. */
  | { type: 'toolAnswered'; respond: boolean }
  /** The model was told something unasked, and is to speak about it. */
  | { type: 'newsArrived' }
  /** Somebody asked for silence. */
  | { type: 'stopTold' }
  | { type: 'responseRefused' }
  /** The player is done with this answer: played to its end, or cut. */
  | { type: 'playbackFinished'; responseId: string }
  | { type: 'tick' };

/** What is to be done about it. */
export type TurnEffect =
  /** Start to play this answer. */
  | { type: 'play'; responseId: string }
  /** Stop this answer wherever it is and tell the model what was heard of it. */
  | { type: 'cut'; responseId: string; playing: boolean }
  /** The model is still producing this response: cancel it. */
  | { type: 'cancel'; responseId: string }
  /** From here on nobody's sound goes to the model; what it holds unfinished is cleared. */
  | { type: 'closeInput' }
  | { type: 'openInput' }
  | { type: 'requestResponse' }
  /** The model has been thinking for long: let people know that nothing is broken. */
  | { type: 'thinkingLong' }
  /** No answer came at all. */
  | { type: 'thinkingStuck' }
  | { type: 'state'; state: ConversationState };

/** How a conversation takes turns. */
export interface TurnOptions {
  /** May be changed between two events. */
  mode: TurnMode;
  /** Ask for the response ourselves when a turn is committed: the model was told not to. */
  requestOnCommit: boolean;
  /** The model cancels its response by itself when somebody speaks. */
  modelInterrupts: boolean;
  thinkingLongMs: number;
  thinkingStuckMs: number;
}

/** 4 s is where a pause begins to feel like a fault; 30 s is longer than any answer was seen to take. */
export const DEFAULT_THINKING = { thinkingLongMs: 4000, thinkingStuckMs: 30_000 } as const;

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
  #state: ConversationState = 'connecting';

  constructor(options: TurnOptions) {
    this.#options = options;
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
