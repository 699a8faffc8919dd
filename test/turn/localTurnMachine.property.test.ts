import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerDecision, LocalTurnOptions } from '../../src/turn/localTurnEvents.ts';
import { ONSET, TurnTable } from './turnTable.ts';

const PEOPLE = ['mia', 'tom', 'lea'] as const;
const DECISIONS = ['yes', 'no', 'wait'] as const;

const who = fc.constantFrom(...PEOPLE);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('speak' as const),
      who,
      ms: fc.integer({ min: 1, max: 50 }).map((frames) => frames * 20),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('end' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rustle' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 20, max: 900 }) }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'modelCreates' as const,
        'modelSounds' as const,
        'modelCalls' as const,
        'modelFinishes' as const,
        'modelTriesAgain' as const,
        'played' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('toolAnswers' as const), respond: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('decide' as const), decision: fc.constantFrom(...DECISIONS) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('verdict' as const), answer: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('probed' as const), stop: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('talk' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('calledLate' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('gone' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('stop' as const, 'refuse' as const, 'lose' as const, 'connect' as const),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A model, a player and an uplink that complain about whatever must never be asked of them. */
class StrictWorld {
  readonly table: TurnTable;
  connected = true;
  streaming: string | undefined;
  /** A response was asked for, and neither ended nor given up. */
  requested = false;
  inFlight: string | undefined;
  playing: string | undefined;
  ducked = false;
  readonly calls: string[] = [];
  #responses = 0;
  #calls = 0;

  constructor(options: Partial<LocalTurnOptions>, decision: AnswerDecision) {
    this.table = new TurnTable(options);
    this.table.decision = decision;
  }

  run(one: Step): void {
    const { table } = this;
    switch (one.do) {
      case 'speak':
        table.speak(one.who, one.ms);
        break;
      case 'end':
        table.end(one.who);
        break;
      case 'rustle':
        table.on({ type: 'frame', userId: one.who, frame: ONSET });
        break;
      case 'wait':
        table.wait(one.ms);
        break;
      case 'decide':
        table.decision = one.decision;
        break;
      case 'verdict':
        table.on({ type: 'verdict', answer: one.answer });
        break;
      case 'probed':
        table.on({ type: 'probed', stop: one.stop });
        break;
      case 'talk':
        table.on({ type: 'talkPressed', userId: one.who });
        break;
      case 'calledLate':
        table.on({ type: 'calledLate', userIds: [one.who] });
        break;
      case 'gone':
        table.on({ type: 'gone', userId: one.who });
        break;
      case 'stop':
        table.on({ type: 'stopTold' });
        break;
      case 'lose':
        this.#lose();
        break;
      case 'connect':
        this.connected = true;
        table.on({ type: 'connected' });
        break;
      case 'toolAnswers': {
        const callId = this.calls.shift();
        if (callId !== undefined)
          table.on({ type: 'toolAnswered', callId, respond: one.respond, authors: ['mia'] });
        break;
      }
      default:
        this.#model(one.do);
    }
    this.look();
  }

  look(): void {
    for (const effect of this.table.effects.splice(0)) {
      switch (effect.type) {
        case 'request':
          expect(this.connected).toBe(true);
          expect(this.requested).toBe(false);
          this.requested = true;
          break;
        case 'discardResponse':
          expect(effect.responseId).toBe(this.inFlight ?? effect.responseId);
          this.#end();
          break;
        case 'play':
          expect(this.playing).toBeUndefined();
          expect(this.streaming).toBeUndefined();
          this.playing = effect.responseId;
          break;
        case 'cut':
          if (effect.playing) this.playing = undefined;
          if (this.inFlight === effect.responseId) this.#end();
          break;
        case 'runTool':
          this.calls.push(effect.callId);
          break;
        case 'duck':
        case 'unduck':
          expect(this.ducked).toBe(effect.type === 'unduck');
          this.ducked = effect.type === 'duck';
          break;
        case 'stream':
          expect(this.connected).toBe(true);
          expect(this.streaming).toBeUndefined();
          this.streaming = effect.userId;
          break;
        case 'commit':
        case 'probe':
          expect(effect.userId).toBe(this.streaming);
          this.streaming = undefined;
          break;
        case 'discardInput':
          if (this.connected) expect(effect.userId).toBe(this.streaming);
          this.streaming = undefined;
          break;
        default:
          break;
      }
    }
  }

  #model(does: Extract<Step['do'], `model${string}` | 'played' | 'refuse'>): void {
    const { table, inFlight, playing } = this;
    if (does === 'played') {
      if (playing === undefined || playing === inFlight) return;
      this.playing = undefined;
      table.on({ type: 'playbackFinished', responseId: playing });
    } else if (does === 'modelCreates' || does === 'refuse') {
      if (!this.requested || inFlight !== undefined) return;
      if (does === 'refuse') {
        this.#end();
        table.on({ type: 'responseRefused' });
        return;
      }
      this.#responses += 1;
      this.inFlight = `r${this.#responses}`;
      table.on({ type: 'responseCreated', responseId: this.inFlight });
    } else if (inFlight === undefined) return;
    else if (does === 'modelSounds') table.on({ type: 'soundArrived', responseId: inFlight });
    else if (does === 'modelCalls') {
      this.#calls += 1;
      table.on({ type: 'toolCalled', responseId: inFlight, callId: `c${this.#calls}` });
    } else if (does === 'modelTriesAgain') {
      if (playing === inFlight) return;
      this.inFlight = undefined;
      table.on({ type: 'responseRetried', responseId: inFlight });
    } else {
      this.#end();
      table.on({ type: 'responseDone', responseId: inFlight });
    }
  }

  #lose(): void {
    this.connected = false;
    this.streaming = undefined;
    this.calls.length = 0;
    this.#end();
    this.table.on({ type: 'connectionLost' });
  }

  #end(): void {
    this.requested = false;
    this.inFlight = undefined;
  }
}

describe('the machine in any order of events', () => {
  it.each(['full-duplex', 'half-duplex'] as const)(
    'never has two responses in flight, never two people on the way to the model, and comes to rest (%s)',
    (mode) => {
      fc.assert(
        fc.property(
          fc.array(step, { maxLength: 80 }),
          fc.constantFrom(...DECISIONS),
          fc.constantFrom(0, 500),
          (steps, decision, probeMs) => {
            const world = new StrictWorld({ mode, probeMs }, decision);
            for (const one of steps) world.run(one);
            world.run({ do: 'connect' });
            for (const person of PEOPLE) world.run({ do: 'end', who: person });
            for (let round = 0; round < 16; round++) {
              world.run({ do: 'wait', ms: 1200 });
              world.run({ do: 'verdict', answer: false });
              world.run({ do: 'modelCreates' });
              world.run({ do: 'modelFinishes' });
              world.run({ do: 'toolAnswers', respond: false });
              world.run({ do: 'played' });
            }
            expect(world.table.machine.state).toBe('listening');
            expect(world.streaming).toBeUndefined();
            expect(world.ducked).toBe(false);
            expect(world.table.machine.needsTicks).toBe(false);
          },
        ),
        { numRuns: 1000 },
      );
    },
    60_000,
  );
});
