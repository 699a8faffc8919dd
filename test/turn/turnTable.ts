import type {
  AnswerDecision,
  LocalTurnEffect,
  LocalTurnEvent,
  LocalTurnOptions,
} from '../../src/turn/localTurnEvents.ts';
import { LocalTurnMachine } from '../../src/turn/localTurnMachine.ts';

export const FRAME_MS = 20;
const OPTIONS: LocalTurnOptions = {
  mode: 'full-duplex',
  speculate: true,
  confirmMs: 250,
  minTurnMs: 100,
  pauseAfterMs: 250,
  interruptAfterMs: 600,
  probeMs: 0,
  thinkingLongMs: 4000,
  toolLongMs: 1500,
  thinkingStuckMs: 30_000,
};
export const SPEECH = { onset: false, voiced: true, speech: true };
export const NOISE = { onset: false, voiced: false, speech: false };
export const ONSET = { onset: true, voiced: false, speech: false };

/** The machine on a clock of its own, with a log of what it asked for. */
export class TurnTable {
  nowMs = 0;
  decision: AnswerDecision = 'yes';
  readonly effects: LocalTurnEffect[] = [];
  readonly machine: LocalTurnMachine;

  constructor(options: Partial<LocalTurnOptions> = {}) {
    this.machine = new LocalTurnMachine({ ...OPTIONS, ...options }, { decide: () => this.decision });
    this.on({ type: 'connected' });
    this.effects.length = 0;
  }

  on(event: LocalTurnEvent): LocalTurnEffect[] {
    const effects = this.machine.on(event, this.nowMs);
    this.effects.push(...effects);
    return effects;
  }

  /** Somebody speaks for so long, in real time. */
  speak(userId: string, ms: number): this {
    for (let spokenMs = 0; spokenMs < ms; spokenMs += FRAME_MS) {
      this.nowMs += FRAME_MS;
      this.on({ type: 'frame', userId, frame: SPEECH });
      this.on({ type: 'tick' });
    }
    return this;
  }

  end(userId: string): this {
    this.on({ type: 'transmissionEnded', userId });
    return this;
  }

  wait(ms: number): this {
    for (let waitedMs = 0; waitedMs < ms; waitedMs += FRAME_MS) {
      this.nowMs += FRAME_MS;
      this.on({ type: 'tick' });
    }
    return this;
  }

  /** A model that answers with sound at once. */
  answer(responseId: string): this {
    this.on({ type: 'responseCreated', responseId });
    this.on({ type: 'soundArrived', responseId });
    this.on({ type: 'responseDone', responseId });
    return this;
  }

  /** What it asked for since the last look, states left out. */
  asked(): string[] {
    return this.effects.splice(0).flatMap((effect) => {
      if (effect.type === 'state') return [];
      if ('userId' in effect) return [`${effect.type} ${effect.userId}`];
      return 'responseId' in effect ? [`${effect.type} ${effect.responseId}`] : [effect.type];
    });
  }
}
