import type { AnswerSide } from './answerSide.ts';
import type { Asking } from './asking.ts';
import { Floor } from './floor.ts';
import type { Holding } from './holding.ts';
import type { LocalTurnEffect, LocalTurnOptions } from './localTurnEvents.ts';
import { SpeculationTrust } from './speculationTrust.ts';
import type { SpeechChange } from './speechTracker.ts';

/** Somebody who has waited this long gets the floor from one who does not stop: what is kept of them is bounded. */
const MAX_WAIT_MS = 40_000;

/** Follows whoever holds the floor from their first word to the certain end of their turn, and gives it to the next. */
export class TurnKeeper {
  readonly floor = new Floor();
  readonly #options: LocalTurnOptions;
  readonly #answers: AnswerSide;
  readonly #asking: Asking;
  readonly #do: (effect: LocalTurnEffect) => void;
  readonly #trust = new SpeculationTrust();
  #holding: Holding | undefined;
  #connected = false;

  constructor(
    options: LocalTurnOptions,
    answers: AnswerSide,
    asking: Asking,
    perform: (effect: LocalTurnEffect) => void,
  ) {
    this.#options = options;
    this.#answers = answers;
    this.#asking = asking;
    this.#do = perform;
  }

  /** Can the model be reached? */
  get connected(): boolean {
    return this.#connected;
  }

  /** What the holder is doing; `undefined`: nobody holds the floor. */
  get holding(): Holding['type'] | undefined {
    return this.#holding?.type;
  }

  /** Somebody has started or paused. */
  speech(userId: string, change: SpeechChange, nowMs: number): void {
    const isHolder = this.floor.holderId === userId;
    if (change === 'paused' && isHolder) this.#holderPaused(nowMs);
    if (change === 'started' && isHolder) this.#wentOn(userId);
    if (change !== 'started' || isHolder) return;
    this.floor.wait(userId, nowMs);
    if (this.#holding?.type === 'ended') {
      this.#asking.retract();
      this.#holding.asked = false;
      if (!this.floor.holderMayGoOn(nowMs, this.#options.confirmMs)) this.#deliver(nowMs);
    } else if (this.#holding === undefined) this.#passOn(nowMs);
  }

  /** Their transmission is over: nothing of it is still on its way. */
  ended(userId: string, nowMs: number): void {
    this.speech(userId, this.floor.end(userId), nowMs);
    if (this.#holding?.type !== 'ended' || this.floor.holderId !== userId) return;
    if (this.floor.anybodyWaits) this.#deliver(nowMs);
  }

  /** They left the channel. */
  gone(userId: string): void {
    this.floor.forget(userId);
    this.#trust.forget(userId);
  }

  /** They may not be heard any more: what they have said and was not committed is nobody's. */
  unheard(userId: string, nowMs: number): void {
    this.floor.leaveLine(userId);
    if (this.floor.holderId === userId) this.#dropHolder(userId, nowMs);
    this.gone(userId);
  }

  tick(nowMs: number): void {
    for (const userId of this.floor.silentSince(nowMs)) this.speech(userId, 'paused', nowMs);
    const holding = this.#holding;
    if (holding?.type === 'ended' && nowMs >= holding.confirmMs) this.#confirmEnd(holding.asked, nowMs);
    else if (holding?.type === 'short' && nowMs >= holding.untilMs) this.#discard(nowMs);
    else if (holding?.type === 'probe' && nowMs >= holding.untilMs) this.probed(false, nowMs);
    else if (holding?.type === 'turn' && this.floor.waitedMs(nowMs) >= MAX_WAIT_MS) this.#giveWay(nowMs);
    if (this.#holding === undefined) this.#answers.volume.relax(nowMs);
  }

  /** Somebody speaks into the bot's answer: a moment, long enough to pause it, or long enough to be an interruption? */
  assess(nowMs: number): void {
    const holding = this.#holding;
    const userId = this.floor.holderId;
    if (holding?.type !== 'challenge' || userId === undefined) return;
    const { minTurnMs, interruptAfterMs, pauseAfterMs } = this.#options;
    const { holderSpeechMs: speechMs } = this.floor;
    const { busy, speaks } = this.#answers;
    // The answer ended by itself meanwhile, or they mean it, or they go on before anything of it was heard.
    if (!busy || speechMs >= interruptAfterMs) this.#takeTurn(userId, nowMs);
    else if (!speaks && speechMs >= minTurnMs && this.#asking.goOn(userId)) this.#takeTurn(userId, nowMs);
    else if (holding.endsMs !== undefined && nowMs >= holding.endsMs) this.#endChallenge(userId, nowMs);
    else if (speaks && speechMs >= pauseAfterMs) this.#answers.volume.pause();
  }

  /** What was said into the answer is known. */
  probed(stop: boolean, nowMs: number): void {
    if (this.#holding?.type !== 'probe') {
      if (stop) this.stopTold();
      return;
    }
    if (stop) {
      this.#do({ type: 'confirmed' });
      this.stopTold();
      this.#passOn(nowMs);
      return;
    }
    this.#do({ type: 'forgetProbe' });
    this.#falseInterruption(nowMs);
  }

  /** The bot says nothing more, and answers nothing of what was said so far. */
  stopTold(): void {
    this.#answers.silence();
    this.#asking.forget();
  }

  /** What the holder has said so far was lost with the session: it is sent once more, from its beginning. */
  connectedAgain(nowMs: number): void {
    if (this.#connected) return;
    this.#connected = true;
    this.#do({ type: 'sendAgain' });
    const userId = this.floor.holderId;
    if (userId === undefined) {
      this.#asking.floorFree(nowMs);
      return;
    }
    this.#do({ type: 'stream', userId, again: true });
    if (this.#holding?.type === 'turn' && !this.floor.holderSpeaks) this.#endOfTurn(userId, nowMs);
  }

  /** Another session hears what the holder has said so far from its beginning. */
  renewed(): void {
    const userId = this.floor.holderId;
    this.#asking.sessionLost(false, userId);
    this.#do({ type: 'sendAgain' });
    if (userId !== undefined) this.#do({ type: 'stream', userId, again: true });
  }

  /** Nothing can be asked. What is being said is kept until it can; the answer to what was only just said is asked for anew. */
  connectionLost(nowMs: number): void {
    this.#connected = false;
    this.#asking.sessionLost(this.#answers.lose(), this.floor.holderId);
    if (this.#holding?.type === 'ended') this.#holding = { type: 'turn' };
    else if (this.#holding?.type === 'probe') this.#falseInterruption(nowMs);
  }

  /** The floor is the next one's. One who has waited may have finished long ago. */
  #passOn(nowMs: number): void {
    this.#holding = undefined;
    const userId = this.floor.passOn();
    if (userId === undefined) {
      // Without a session nothing can be asked: that is made up for when there is one.
      if (this.#connected) this.#asking.floorFree(nowMs);
      return;
    }
    this.#holding = this.#answers.busy ? { type: 'challenge', endsMs: undefined } : { type: 'turn' };
    this.#stream(userId);
    if (!this.floor.holderSpeaks) this.#holderPaused(nowMs);
  }

  #stream(userId: string): void {
    if (this.#connected) this.#do({ type: 'stream', userId, again: false });
  }

  /** The holder's pause was no end: what they say now continues the same turn. */
  #wentOn(userId: string): void {
    const holding = this.#holding;
    if (holding?.type === 'challenge') holding.endsMs = undefined;
    else if (holding?.type === 'short') this.#holding = { type: 'turn' };
    if (holding?.type !== 'ended' && holding?.type !== 'probe') return;
    this.#stream(userId);
    if (holding.type === 'ended') {
      if (this.#asking.retract()) this.#trust.wasted(userId);
      this.#holding = { type: 'turn' };
    } else this.#holding = { type: 'challenge', endsMs: undefined };
  }

  #holderPaused(nowMs: number): void {
    const userId = this.floor.holderId;
    if (userId === undefined) return;
    if (this.#holding?.type === 'challenge') this.#holding.endsMs = nowMs + this.#options.confirmMs;
    else if (this.#holding?.type === 'turn') this.#endOfTurn(userId, nowMs);
  }

  #endOfTurn(userId: string, nowMs: number): void {
    if (this.floor.holderSpeechMs < this.#options.minTurnMs) {
      this.#holding = { type: 'short', untilMs: nowMs + this.#options.confirmMs };
      return;
    }
    // Without a session it stays their turn, and ends as soon as there is one.
    if (!this.#connected) return;
    this.#commit(userId);
    const { confirmMs, speculate } = this.#options;
    const { anybodyWaits } = this.floor;
    if (anybodyWaits && !this.floor.holderMayGoOn(nowMs, confirmMs)) {
      this.#deliver(nowMs);
      return;
    }
    const asked = !anybodyWaits && speculate && this.#trust.trusts(userId);
    this.#holding = { type: 'ended', confirmMs: this.floor.holderSilentSinceMs(nowMs) + confirmMs, asked };
    if (asked) this.#asking.end(false, nowMs);
  }

  /** The turn has certainly ended. */
  #deliver(nowMs: number): void {
    this.#do({ type: 'confirmed' });
    this.#passOn(nowMs);
  }

  #dropHolder(userId: string, nowMs: number): void {
    const holding = this.#holding;
    if (holding?.type === 'ended') this.#confirmEnd(holding.asked, nowMs);
    else if (holding?.type === 'probe') this.probed(false, nowMs);
    else {
      this.#do({ type: 'discardInput', userId });
      if (holding?.type === 'challenge') this.#falseInterruption(nowMs);
      else this.#passOn(nowMs);
    }
  }

  /** It was noise. */
  #discard(nowMs: number): void {
    const userId = this.floor.holderId;
    if (userId !== undefined) this.#do({ type: 'discardInput', userId });
    this.#passOn(nowMs);
  }

  #commit(userId: string): void {
    this.#do({ type: 'commit', userId });
    this.#asking.add(userId);
  }

  #confirmEnd(asked: boolean, nowMs: number): void {
    const userId = this.floor.holderId;
    if (userId !== undefined) this.#trust.cleanEnd(userId);
    this.#do({ type: 'confirmed' });
    if (asked) this.#asking.confirm();
    else if (!this.floor.anybodyWaits) this.#asking.end(true, nowMs);
    this.#passOn(nowMs);
  }

  /** They do not stop and others wait: what they have said so far is delivered, the rest comes after the others. */
  #giveWay(nowMs: number): void {
    const userId = this.floor.holderId;
    if (userId === undefined || !this.#connected) return;
    this.#commit(userId);
    this.floor.giveWay(nowMs);
    this.#deliver(nowMs);
  }

  /** What they say is a turn like any other. An answer to somebody else that was not heard yet waits until they have ended. */
  #takeTurn(userId: string, nowMs: number): void {
    if (this.#answers.speaks) this.#answers.stop();
    else this.#asking.goOn(userId);
    this.#holding = { type: 'turn' };
    if (!this.floor.holderSpeaks) this.#endOfTurn(userId, nowMs);
  }

  /** They said a little and no more. */
  #endChallenge(userId: string, nowMs: number): void {
    const isWord = this.floor.holderSpeechMs >= this.#options.minTurnMs;
    const { speaks } = this.#answers;
    if (isWord && speaks && this.#options.probeMs > 0 && this.#connected) {
      this.#do({ type: 'probe', userId });
      this.#holding = { type: 'probe', untilMs: nowMs + this.#options.probeMs };
    } else if (isWord && !speaks && !this.#connected) this.#takeTurn(userId, nowMs);
    else {
      // Said while the bot was still thinking of somebody else's question, it is remembered, and not answered by itself.
      if (isWord && !speaks) {
        this.#do({ type: 'commit', userId });
        this.#asking.addRemark(userId);
      } else this.#do({ type: 'discardInput', userId });
      this.#falseInterruption(nowMs);
    }
  }

  #falseInterruption(nowMs: number): void {
    this.#do({ type: 'confirmed' });
    this.#do({ type: 'falseInterruption' });
    this.#answers.volume.restore();
    this.#passOn(nowMs);
  }
}
