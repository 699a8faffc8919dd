import { AnswerSide } from './answerSide.ts';
import { Asking } from './asking.ts';
import { Floor } from './floor.ts';
import type { AnswerPolicy, LocalTurnEffect, LocalTurnEvent, LocalTurnOptions } from './localTurnEvents.ts';
import { SpeculationTrust } from './speculationTrust.ts';
import type { SpeechChange } from './speechTracker.ts';
import { ThinkingWatch } from './thinkingWatch.ts';
import type { ConversationState } from './turnSettings.ts';

/** What the holder of the floor is doing. */
type Holding =
  /** They speak, and it is (so far) their turn. */
  | { type: 'turn' }
  /** They speak into the bot's answer, or while it thinks: is it an interruption? `endsMs`: they paused, and it is over then. */
  | { type: 'challenge'; endsMs: number | undefined }
  /** They have paused; at `confirmMs` it is certain that they have ended. `asked`: the answer was asked for, or decided upon. */
  | { type: 'ended'; confirmMs: number; asked: boolean }
  /** What they said into the bot's answer is being written down: was it "stop"? */
  | { type: 'probe'; untilMs: number };

/**
 * Takes turns where the end of a turn is decided here. One person holds the floor at a time; whoever speaks meanwhile comes next.
 * At the first sign that the holder has ended, the response is asked for, and is heard only when the end is confirmed. Pure:
 * events in, effects out; time comes with the events.
 */
export class LocalTurnMachine {
  readonly #options: LocalTurnOptions;
  readonly #floor = new Floor();
  readonly #trust = new SpeculationTrust();
  readonly #answers = new AnswerSide((effect) => this.#do(effect));
  readonly #asking: Asking;
  readonly #thinking: ThinkingWatch;
  #holding: Holding | undefined;
  #connected = false;
  #state: ConversationState = 'connecting';
  #effects: LocalTurnEffect[] = [];

  constructor(options: LocalTurnOptions, policy: AnswerPolicy) {
    this.#options = options;
    this.#asking = new Asking(policy, this.#answers);
    this.#thinking = new ThinkingWatch(options);
  }

  get state(): ConversationState {
    return this.#state;
  }

  /** Who has the floor; `undefined`: it is free. */
  get holderId(): string | undefined {
    return this.#floor.holderId;
  }

  /** Is what they said still to be delivered? */
  needs(userId: string): boolean {
    return this.#floor.knows(userId);
  }

  /** Is this response's sound to be kept? */
  wants(responseId: string): boolean {
    return this.#answers.wants(responseId);
  }

  /** Half duplex: nobody is heard while the bot has the turn. */
  get hears(): boolean {
    return this.#options.mode === 'full-duplex' || !this.#answers.busy;
  }

  /** Is there anything that the passing of time could change? */
  get needsTicks(): boolean {
    return this.#floor.busy || this.#answers.volume.isTouched || this.#owesAnswer;
  }

  /** Takes one event at its time (ms, monotonic) and answers what is to be done, in order. */
  on(event: LocalTurnEvent, nowMs: number): LocalTurnEffect[] {
    this.#effects = [];
    if (this.#state === 'closed') return this.#effects;
    if (!this.#answers.take(event)) this.#apply(event, nowMs);
    this.#assessChallenge(nowMs);
    if (this.#holding?.type !== 'challenge' && this.#holding?.type !== 'probe') this.#answers.playReleased();
    this.#thinking.owed(this.#owesAnswer, nowMs);
    this.#settleState(event.type === 'closed');
    return this.#effects;
  }

  #apply(event: LocalTurnEvent, nowMs: number): void {
    switch (event.type) {
      case 'frame':
        if (!this.hears) return;
        if (event.frame.voiced && this.#answers.speaks) this.#answers.volume.duck(nowMs);
        this.#speech(event.userId, this.#floor.frame(event.userId, event.frame, nowMs), nowMs);
        break;
      case 'transmissionEnded':
      case 'gone':
        this.#speech(event.userId, this.#floor.end(event.userId), nowMs);
        if (event.type === 'gone') this.#floor.forget(event.userId);
        break;
      case 'connected':
        this.#connectedAgain(nowMs);
        break;
      case 'connectionLost':
        this.#connected = false;
        this.#answers.lose();
        this.#asking.forget();
        break;
      case 'toolAnswered':
        // Somebody is speaking again: the response to their turn will speak about the output too.
        if (!this.#answers.toolAnswered(event.respond) || this.#holding?.type === 'turn') return;
        this.#answers.playReleased();
        this.#answers.ask(true);
        break;
      case 'verdict':
        this.#asking.verdict(event.answer);
        break;
      case 'talkPressed':
        this.#asking.verdict(true);
        break;
      case 'probed':
        this.#probed(event.stop, nowMs);
        break;
      case 'tick':
        this.#tick(nowMs);
        break;
    }
  }

  #do(effect: LocalTurnEffect): void {
    this.#effects.push(effect);
  }

  #speech(userId: string, change: SpeechChange, nowMs: number): void {
    const { holderId } = this.#floor;
    if (change === 'paused' && holderId === userId) this.#holderPaused(nowMs);
    if (change !== 'started') return;
    if (holderId === userId) this.#wentOn(userId);
    else if (holderId === undefined) this.#begin(this.#floor.take(userId), nowMs);
    else if (this.#holding?.type === 'ended') {
      this.#asking.retract();
      this.#do({ type: 'confirmed' });
      this.#begin(this.#floor.take(userId), nowMs);
    } else this.#floor.wait(userId);
  }

  /** The floor is theirs. One who has waited may have finished long ago. */
  #begin(userId: string, nowMs: number): void {
    this.#holding = this.#answers.busy ? { type: 'challenge', endsMs: undefined } : { type: 'turn' };
    this.#do({ type: 'stream', userId, again: false });
    if (!this.#floor.holderSpeaks) this.#holderPaused(nowMs);
  }

  /** The holder's pause was no end: what they say now continues the same turn. */
  #wentOn(userId: string): void {
    const holding = this.#holding;
    if (holding?.type === 'challenge') holding.endsMs = undefined;
    if (holding?.type !== 'ended' && holding?.type !== 'probe') return;
    this.#do({ type: 'stream', userId, again: false });
    if (holding.type === 'ended') {
      if (this.#asking.retract()) this.#trust.wasted(userId);
      this.#holding = { type: 'turn' };
    } else this.#holding = { type: 'challenge', endsMs: undefined };
  }

  #holderPaused(nowMs: number): void {
    if (this.#holding?.type === 'challenge') this.#holding.endsMs = nowMs + this.#options.confirmMs;
    else if (this.#holding?.type === 'turn') this.#endOfTurn(nowMs);
  }

  #endOfTurn(nowMs: number): void {
    const userId = this.#floor.holderId;
    if (userId === undefined) return;
    if (this.#floor.holderSpeechMs < this.#options.minTurnMs) {
      this.#do({ type: 'discardInput', userId });
      this.#passOn(nowMs);
      return;
    }
    this.#do({ type: 'commit', userId });
    this.#asking.add(userId);
    if (this.#floor.anybodyWaits) {
      this.#do({ type: 'confirmed' });
      this.#passOn(nowMs);
      return;
    }
    const asked = this.#options.speculate && this.#trust.trusts(userId);
    this.#holding = { type: 'ended', confirmMs: nowMs + this.#options.confirmMs, asked };
    if (asked) this.#asking.ask(false, nowMs);
  }

  /** The floor is free; who has waited longest gets it. */
  #passOn(nowMs: number): void {
    this.#holding = undefined;
    const next = this.#floor.passOn();
    if (next !== undefined) this.#begin(next, nowMs);
  }

  #confirmEnd(asked: boolean, nowMs: number): void {
    const userId = this.#floor.holderId;
    if (userId !== undefined) this.#trust.cleanEnd(userId);
    this.#do({ type: 'confirmed' });
    if (asked) this.#asking.confirm();
    else this.#asking.ask(true, nowMs);
    this.#passOn(nowMs);
  }

  #tick(nowMs: number): void {
    for (const userId of this.#floor.silentSince(nowMs)) this.#speech(userId, 'paused', nowMs);
    const holding = this.#holding;
    if (holding?.type === 'ended' && nowMs >= holding.confirmMs) this.#confirmEnd(holding.asked, nowMs);
    else if (holding?.type === 'probe' && nowMs >= holding.untilMs) this.#probed(false, nowMs);
    if (this.#holding === undefined) this.#answers.volume.relax(nowMs);
    const thought = this.#thinking.look(nowMs);
    if (thought === 'long') this.#do({ type: 'thinkingLong' });
    else if (thought === 'stuck') {
      this.#asking.forget();
      this.#answers.giveUp();
    }
  }

  /** Somebody speaks into the bot's answer: a moment, long enough to pause it, or long enough to be an interruption? */
  #assessChallenge(nowMs: number): void {
    const holding = this.#holding;
    if (holding?.type !== 'challenge') return;
    const speechMs = this.#floor.holderSpeechMs;
    if (!this.#answers.busy || speechMs >= this.#options.interruptAfterMs) {
      // The answer ended by itself meanwhile, or they mean it: this is a turn like any other.
      this.#answers.stop();
      this.#holding = { type: 'turn' };
      if (!this.#floor.holderSpeaks) this.#endOfTurn(nowMs);
    } else if (holding.endsMs !== undefined && nowMs >= holding.endsMs) this.#endChallenge(nowMs);
    else if (speechMs >= this.#options.pauseAfterMs && this.#answers.speaks) this.#answers.volume.pause();
  }

  /** They said a little and no more. */
  #endChallenge(nowMs: number): void {
    const userId = this.#floor.holderId;
    if (userId === undefined) return;
    const isWord = this.#floor.holderSpeechMs >= this.#options.minTurnMs;
    if (isWord && this.#answers.speaks && this.#options.probeMs > 0) {
      this.#do({ type: 'probe', userId });
      this.#holding = { type: 'probe', untilMs: nowMs + this.#options.probeMs };
      return;
    }
    // Said while the bot was still thinking, it belongs to what was said before, and is not lost.
    this.#do({ type: isWord && !this.#answers.speaks ? 'commit' : 'discardInput', userId });
    this.#falseInterruption(nowMs);
  }

  #probed(stop: boolean, nowMs: number): void {
    if (this.#holding?.type !== 'probe') return;
    if (!stop) {
      this.#do({ type: 'forgetProbe' });
      this.#falseInterruption(nowMs);
      return;
    }
    this.#do({ type: 'confirmed' });
    this.#answers.stop();
    this.#passOn(nowMs);
  }

  #falseInterruption(nowMs: number): void {
    this.#do({ type: 'confirmed' });
    this.#do({ type: 'falseInterruption' });
    this.#answers.volume.restore();
    this.#passOn(nowMs);
  }

  /** What the holder has said so far was lost with the session: it is sent once more, from its beginning. */
  #connectedAgain(nowMs: number): void {
    this.#connected = true;
    const userId = this.#floor.holderId;
    if (userId === undefined) return;
    this.#do({ type: 'stream', userId, again: true });
    this.#holding = { type: 'turn' };
    if (!this.#floor.holderSpeaks) this.#endOfTurn(nowMs);
  }

  get #owesAnswer(): boolean {
    return this.#answers.isOwed || this.#asking.isOpen;
  }

  #settleState(closed: boolean): void {
    const state = closed ? 'closed' : this.#currentState();
    if (state === this.#state) return;
    this.#state = state;
    this.#do({ type: 'state', state });
  }

  #currentState(): ConversationState {
    if (this.#answers.speaks) return 'agentSpeaking';
    if (!this.#connected) return 'connecting';
    if (this.#holding?.type === 'turn') return 'userSpeaking';
    if (this.#answers.isPending || this.#owesAnswer) return 'thinking';
    return this.#holding === undefined ? 'listening' : 'userSpeaking';
  }
}
