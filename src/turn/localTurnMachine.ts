import { AnswerSide } from './answerSide.ts';
import { Asking } from './asking.ts';
import type { AnswerPolicy, LocalTurnEffect, LocalTurnEvent, LocalTurnOptions } from './localTurnEvents.ts';
import type { JudgedFrame } from './speechTracker.ts';
import { ThinkingWatch } from './thinkingWatch.ts';
import { TurnKeeper } from './turnKeeper.ts';
import type { ConversationState } from './turnSettings.ts';

/**
 * Takes turns where the end of a turn is decided here. One person holds the floor at a time; whoever speaks meanwhile comes next.
 * At the first sign that the holder has ended, the response is asked for, and is heard only when the end is confirmed. Pure:
 * events in, effects out; time comes with the events.
 */
export class LocalTurnMachine {
  readonly #options: LocalTurnOptions;
  readonly #answers = new AnswerSide((effect) => this.#do(effect));
  readonly #asking: Asking;
  readonly #keeper: TurnKeeper;
  readonly #thinking: ThinkingWatch;
  #state: ConversationState = 'connecting';
  #effects: LocalTurnEffect[] = [];

  constructor(options: LocalTurnOptions, policy: AnswerPolicy) {
    this.#options = options;
    this.#asking = new Asking(policy, this.#answers);
    this.#keeper = new TurnKeeper(options, this.#answers, this.#asking, (effect) => this.#do(effect));
    this.#thinking = new ThinkingWatch(options);
  }

  get state(): ConversationState {
    return this.#state;
  }

  /** Who has the floor; `undefined`: it is free. */
  get holderId(): string | undefined {
    return this.#keeper.floor.holderId;
  }

  /** Is what they said still to be delivered? */
  needs(userId: string): boolean {
    return this.#keeper.floor.knows(userId);
  }

  /** Is this response's sound to be kept? */
  wants(responseId: string): boolean {
    return this.#answers.wants(responseId);
  }

  /** Is nothing on its way to be answered, whoever may be speaking? */
  get isBetweenTurns(): boolean {
    const { connected, holding } = this.#keeper;
    const unanswered = this.#answers.isPending || this.#owesAnswer;
    return connected && holding !== 'ended' && holding !== 'probe' && !unanswered;
  }

  /** Half duplex: nobody is heard while the bot has the turn. */
  get hears(): boolean {
    return this.#options.mode === 'full-duplex' || !this.#answers.busy;
  }

  /** Is there anything that the passing of time could change? */
  get needsTicks(): boolean {
    if (this.#state === 'closed') return false;
    return this.#keeper.floor.busy || this.#answers.volume.isTouched || this.#owesAnswer;
  }

  /** Takes one event at its time (ms, monotonic) and answers what is to be done, in order. */
  on(event: LocalTurnEvent, nowMs: number): LocalTurnEffect[] {
    this.#effects = [];
    if (this.#state === 'closed') return this.#effects;
    if (!this.#answers.take(event)) this.#apply(event, nowMs);
    const output = this.#answers.takeOutput();
    if (output !== undefined) this.#asking.outputArrived(output, this.#isFree);
    this.#keeper.assess(nowMs);
    // Nobody is talked over: what may be heard waits while somebody speaks, or may have only paused.
    if (this.#keeper.holding === undefined) this.#answers.playReleased();
    const quiet = this.#keeper.connected && this.#keeper.holding !== 'turn' && !this.#answers.speaks;
    this.#thinking.owed(this.#owesAnswer && quiet, this.#answers.isCalling, nowMs);
    this.#settleState(event.type === 'closed');
    return this.#effects;
  }

  #apply(event: LocalTurnEvent, nowMs: number): void {
    const keeper = this.#keeper;
    switch (event.type) {
      case 'frame':
        if (!this.hears) return;
        if (this.#answers.speaks) this.#duck(event.frame, nowMs);
        keeper.speech(
          event.userId,
          keeper.floor.frame(event.userId, event.frame, nowMs, event.lineDelayMs),
          nowMs,
        );
        break;
      case 'transmissionEnded':
      case 'gone':
        keeper.ended(event.userId, nowMs);
        if (event.type === 'gone') keeper.gone(event.userId);
        break;
      case 'unheard':
        keeper.unheard(event.userId, nowMs);
        break;
      case 'connected':
        keeper.connectedAgain(nowMs);
        break;
      case 'renewed':
        keeper.renewed();
        break;
      case 'connectionLost':
        keeper.connectionLost(nowMs);
        break;
      case 'toolAnswered':
        this.#answers.toolAnswered(event.callId, event.respond, event.authors);
        break;
      case 'newsArrived':
        this.#asking.outputArrived(event.authors, this.#isFree);
        break;
      case 'verdict':
        this.#asking.verdict(event.answer, this.#mayAsk);
        break;
      case 'calledLate':
        this.#asking.calledLate(event.userIds, keeper.connected && keeper.holding === undefined);
        break;
      case 'talkPressed':
        this.#asking.grant(event.userId, this.#mayAsk);
        break;
      case 'probed':
        keeper.probed(event.stop, nowMs);
        break;
      case 'stopTold':
        keeper.stopTold();
        break;
      case 'tick':
        keeper.tick(nowMs);
        this.#lookAtThinking(nowMs);
        break;
    }
  }

  #duck({ voiced, onset }: JudgedFrame, nowMs: number): void {
    if (voiced) this.#answers.volume.duck(nowMs, 'voice');
    else if (onset) this.#answers.volume.duck(nowMs, 'guess');
  }

  #do(effect: LocalTurnEffect): void {
    this.#effects.push(effect);
  }

  #lookAtThinking(nowMs: number): void {
    const thought = this.#thinking.look(nowMs);
    if (thought === 'long') this.#do({ type: 'thinkingLong' });
    else if (thought === 'askAgain') this.#answers.askAgain();
    else if (thought === 'stuck') {
      this.#asking.forget();
      this.#answers.giveUp();
    }
  }

  /** Nobody speaks, and the model can be asked. */
  get #isFree(): boolean {
    return this.#keeper.connected && this.#keeper.holding === undefined;
  }

  /** The same, or they have just ended. */
  get #mayAsk(): boolean {
    return this.#isFree || (this.#keeper.connected && this.#keeper.holding === 'ended');
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
    const { holding, connected } = this.#keeper;
    if (this.#answers.speaks) return 'agentSpeaking';
    if (!connected) return 'connecting';
    if (holding === 'turn') return 'userSpeaking';
    if (this.#answers.isPending || this.#owesAnswer) return 'thinking';
    return holding === undefined ? 'listening' : 'userSpeaking';
  }
}
