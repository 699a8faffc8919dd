import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  AnswerDecision,
  LocalTurnEffect,
  LocalTurnEvent,
  LocalTurnOptions,
} from '../../src/turn/localTurnEvents.ts';
import { LocalTurnMachine } from '../../src/turn/localTurnMachine.ts';

const FRAME_MS = 20;
const OPTIONS: LocalTurnOptions = {
  mode: 'full-duplex',
  speculate: true,
  confirmMs: 250,
  minTurnMs: 100,
  pauseAfterMs: 250,
  interruptAfterMs: 600,
  probeMs: 0,
  thinkingLongMs: 4000,
  thinkingStuckMs: 30_000,
};
const SPEECH = { voiced: true, speech: true };
const NOISE = { voiced: false, speech: false };

/** The machine on a clock of its own, with a log of what it asked for. */
class Table {
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

describe('speculative endpointing', () => {
  it('asks for the response at the end mark, and plays it when the end is confirmed', () => {
    const table = new Table().speak('mia', 600).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'commit mia', 'request']);
    table.answer('r1').wait(240);
    expect(table.asked()).toEqual([]);
    table.wait(20);
    expect(table.asked()).toEqual(['confirmed', 'play r1']);
  });

  it('asks 60 ms after the last packet when there is no end mark', () => {
    const table = new Table().speak('mia', 600);
    table.asked();
    expect(table.wait(40).asked()).toEqual([]);
    expect(table.wait(20).asked()).toEqual(['commit mia', 'request']);
  });

  it('asks after 200 ms without speech on an open microphone, which the detector tells 100 ms late', () => {
    const table = new Table().speak('mia', 600);
    table.asked();
    for (let ms = 0; ms < 180; ms += FRAME_MS) {
      table.nowMs += FRAME_MS;
      table.on({ type: 'frame', userId: 'mia', frame: NOISE });
    }
    expect(table.asked()).toEqual([]);
    table.nowMs += FRAME_MS;
    table.on({ type: 'frame', userId: 'mia', frame: NOISE });
    expect(table.asked()).toEqual(['commit mia', 'request']);
  });

  it('takes the response back when the person goes on, and the turn continues', () => {
    const table = new Table().speak('mia', 600).end('mia').answer('r1').wait(200);
    table.asked();
    table.speak('mia', 400).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'discardResponse r1', 'commit mia', 'request']);
    table.answer('r2').wait(260);
    expect(table.asked()).toEqual(['confirmed', 'play r2']);
  });

  it('takes back a response that has no id yet, and does not play it when it comes', () => {
    const table = new Table().speak('mia', 600).end('mia').speak('mia', 100);
    expect(table.asked()).toContain('discardResponse undefined');
    table.answer('r1').wait(400);
    expect(table.asked()).not.toContain('play r1');
  });

  it('waits for the confirmation after two wasted responses, until an end was a clean one', () => {
    const table = new Table();
    for (let round = 0; round < 3; round++) table.speak('mia', 400).end('mia').wait(100);
    expect(table.asked().filter((effect) => effect === 'request')).toHaveLength(2);
    table.wait(160);
    expect(table.asked()).toEqual(['confirmed', 'request']);
    table.answer('r3');
    table.on({ type: 'playbackFinished', responseId: 'r3' });
    table.asked();
    table.speak('mia', 400).end('mia');
    expect(table.asked()).toContain('request');
  });

  it('can be switched off', () => {
    const table = new Table({ speculate: false }).speak('mia', 600).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'commit mia']);
    expect(table.wait(260).asked()).toEqual(['confirmed', 'request']);
  });

  it('does not run a function call of a response that is not confirmed', () => {
    const table = new Table().speak('mia', 600).end('mia');
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    expect(table.asked()).not.toContain('runTool');
    table.wait(260);
    expect(table.asked()).toContain('runTool');
    table.on({ type: 'responseDone', responseId: 'r1' });
    table.on({ type: 'toolAnswered', respond: true });
    table.answer('r2');
    expect(table.asked()).toEqual(['request', 'play r2']);
  });

  it('takes less than 100 ms of speech for noise', () => {
    const table = new Table().speak('mia', 80).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'discardInput mia']);
    expect(table.machine.state).toBe('listening');
  });
});

describe('barge-in in steps', () => {
  const speaking = (options: Partial<LocalTurnOptions> = {}) => {
    const table = new Table(options).speak('mia', 600).end('mia').answer('r1').wait(260);
    table.asked();
    return table;
  };

  it('ducks at the first impression of a voice, and is loud again when nothing follows', () => {
    const table = speaking();
    table.on({ type: 'frame', userId: 'tom', frame: { voiced: true, speech: false } });
    expect(table.asked()).toEqual(['duck']);
    expect(table.wait(320).asked()).toEqual(['unduck']);
  });

  it('pauses after 250 ms of speech and cuts after 600 ms', () => {
    const table = speaking().speak('tom', 240);
    expect(table.asked()).toEqual(['duck', 'stream tom']);
    expect(table.speak('tom', 20).asked()).toEqual(['pause']);
    expect(table.speak('tom', 320).asked()).toEqual([]);
    expect(table.speak('tom', 20).asked()).toEqual(['cut r1']);
    table.end('tom');
    expect(table.asked()).toEqual(['commit tom', 'request']);
  });

  it('resumes after a cough, which is not answered', () => {
    const table = speaking().speak('tom', 400).end('tom');
    expect(table.asked()).toEqual(['duck', 'stream tom', 'pause']);
    expect(table.wait(260).asked()).toEqual([
      'discardInput tom',
      'confirmed',
      'falseInterruption',
      'resume',
      'unduck',
    ]);
    expect(table.machine.state).toBe('agentSpeaking');
  });

  it('adds up what is said with breaths between', () => {
    const table = speaking().speak('tom', 400).end('tom').wait(200).speak('tom', 220);
    expect(table.asked()).toContain('cut r1');
  });

  it('answers what was begun into the last words of the answer', () => {
    const table = speaking().speak('tom', 200);
    table.on({ type: 'playbackFinished', responseId: 'r1' });
    table.end('tom');
    expect(table.asked()).toEqual(['duck', 'stream tom', 'commit tom', 'request']);
  });

  it('looks whether it was told to stop, and stops', () => {
    const table = speaking({ probeMs: 800 }).speak('tom', 300).end('tom').wait(260);
    expect(table.asked()).toContain('probe tom');
    table.on({ type: 'probed', stop: true });
    expect(table.asked()).toEqual(['confirmed', 'cut r1']);
    expect(table.machine.state).toBe('listening');
  });

  it('goes on when the word was no stop word, or was not understood in time', () => {
    const table = speaking({ probeMs: 800 }).speak('tom', 300).end('tom').wait(260);
    table.asked();
    expect(table.wait(820).asked()).toEqual([
      'forgetProbe',
      'confirmed',
      'falseInterruption',
      'resume',
      'unduck',
    ]);
  });

  it('does not play an answer while somebody has begun to speak, and plays it when they said little', () => {
    const table = new Table().speak('mia', 600).end('mia').wait(260);
    table.asked();
    table.speak('tom', 200).answer('r1').end('tom');
    expect(table.asked()).toEqual(['stream tom']);
    expect(table.wait(260).asked()).toEqual(['commit tom', 'confirmed', 'falseInterruption', 'play r1']);
  });

  it('drops an answer that was not heard yet when somebody really speaks', () => {
    const table = new Table().speak('mia', 600).end('mia').wait(260);
    table.asked();
    table.speak('tom', 620);
    expect(table.asked()).toEqual(['stream tom', 'discardResponse undefined']);
  });
});

describe('the floor', () => {
  it('is given to who waited, whole and before anything is answered', () => {
    const table = new Table().speak('mia', 200);
    for (let ms = 0; ms < 400; ms += FRAME_MS) {
      table.nowMs += FRAME_MS;
      table.on({ type: 'frame', userId: 'mia', frame: SPEECH });
      table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    }
    table.end('tom');
    expect(table.asked()).toEqual(['stream mia']);
    table.end('mia');
    expect(table.asked()).toEqual(['commit mia', 'confirmed', 'stream tom', 'commit tom', 'request']);
  });

  it('passes to whoever speaks into the pause after a turn', () => {
    const table = new Table().speak('mia', 400).end('mia').wait(100);
    table.asked();
    table.speak('tom', 400).end('tom');
    expect(table.asked()).toEqual([
      'discardResponse undefined',
      'confirmed',
      'stream tom',
      'commit tom',
      'request',
    ]);
  });

  it('still delivers what somebody said who has left', () => {
    const table = new Table().speak('mia', 200);
    for (let ms = 0; ms < 200; ms += FRAME_MS) {
      table.speak('mia', FRAME_MS);
      table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    }
    table.on({ type: 'gone', userId: 'tom' });
    table.asked();
    table.end('mia');
    expect(table.asked()).toEqual(['commit mia', 'confirmed', 'stream tom', 'commit tom', 'request']);
  });
});

describe('whether to answer', () => {
  it('may be left open until the words are known', () => {
    const table = new Table();
    table.decision = 'wait';
    table.speak('mia', 600).end('mia').wait(300);
    expect(table.asked()).toEqual(['stream mia', 'commit mia', 'confirmed']);
    expect(table.machine.state).toBe('thinking');
    table.on({ type: 'verdict', answer: true });
    table.answer('r1');
    expect(table.asked()).toEqual(['request', 'play r1']);
  });

  it('may be denied: nobody is answered, and the bot listens on', () => {
    const table = new Table();
    table.decision = 'no';
    table.speak('mia', 600).end('mia').wait(300);
    expect(table.asked()).not.toContain('request');
    expect(table.machine.state).toBe('listening');
  });
});

describe('a lost session', () => {
  it('gets the running turn once more from its beginning', () => {
    const table = new Table().speak('mia', 400);
    table.on({ type: 'connectionLost' });
    table.speak('mia', 200);
    table.effects.length = 0;
    table.on({ type: 'connected' });
    expect(table.effects).toContainEqual({ type: 'stream', userId: 'mia', again: true });
    table.end('mia');
    expect(table.asked()).toContain('commit mia');
  });
});

describe('half duplex', () => {
  it('hears nobody from the confirmed end until the answer was played', () => {
    const table = new Table({ mode: 'half-duplex' }).speak('mia', 600).end('mia').answer('r1').wait(260);
    table.asked();
    table.speak('tom', 900);
    expect(table.asked()).toEqual([]);
    table.on({ type: 'playbackFinished', responseId: 'r1' });
    expect(table.speak('tom', 100).asked()).toEqual(['stream tom']);
  });
});

const PEOPLE = ['mia', 'tom', 'lea'] as const;
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('speak' as const),
      who: fc.constantFrom(...PEOPLE),
      ms: fc.integer({ min: 1, max: 50 }).map((frames) => frames * 20),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), who: fc.constantFrom(...PEOPLE) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 20, max: 900 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'modelCreates' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'modelSounds' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'modelFinishes' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'played' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('verdict' as const), answer: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('probed' as const), stop: fc.boolean() }) },
);

describe('any order of events', () => {
  it.each(['full-duplex', 'half-duplex'] as const)(
    'never has two responses in flight, never streams two people at once, and comes back to listening (%s)',
    (mode) => {
      fc.assert(
        fc.property(
          fc.array(step, { maxLength: 80 }),
          fc.constantFrom<AnswerDecision>('yes', 'no', 'wait'),
          fc.constantFrom(0, 500),
          (steps, decision, probeMs) => {
            const table = new Table({ mode, probeMs });
            table.decision = decision;
            let made = 0;
            let requested = 0;
            let inFlight: string | undefined;
            let streaming: string | undefined;
            let playing: string[] = [];
            let started: string | undefined;
            const look = () => {
              for (const effect of table.effects.splice(0)) {
                if (effect.type === 'request') {
                  expect(requested).toBe(0);
                  requested = 1;
                } else if (effect.type === 'discardResponse') {
                  requested = 0;
                  inFlight = undefined;
                } else if (effect.type === 'play') {
                  expect(started).toBeUndefined();
                  started = effect.responseId;
                } else if (effect.type === 'cut') {
                  if (effect.playing) started = undefined;
                  playing = playing.filter((id) => id !== effect.responseId);
                  if (inFlight === effect.responseId) {
                    inFlight = undefined;
                    requested = 0;
                  }
                } else if (effect.type === 'stream') {
                  expect(streaming).toBeUndefined();
                  streaming = effect.userId;
                } else if (
                  effect.type === 'commit' ||
                  effect.type === 'discardInput' ||
                  effect.type === 'probe'
                ) {
                  expect(effect.userId).toBe(streaming);
                  streaming = undefined;
                }
              }
            };
            const run = (one: (typeof steps)[number]) => {
              if (one.do === 'speak') table.speak(one.who, one.ms);
              else if (one.do === 'end') table.end(one.who);
              else if (one.do === 'wait') table.wait(one.ms);
              else if (one.do === 'verdict') table.on({ type: 'verdict', answer: one.answer });
              else if (one.do === 'probed') table.on({ type: 'probed', stop: one.stop });
              else if (one.do === 'modelCreates' && requested === 1 && inFlight === undefined) {
                made += 1;
                inFlight = `r${made}`;
                table.on({ type: 'responseCreated', responseId: inFlight });
              } else if (one.do === 'modelSounds' && inFlight !== undefined) {
                table.on({ type: 'soundArrived', responseId: inFlight });
              } else if (one.do === 'modelFinishes' && inFlight !== undefined) {
                const done = inFlight;
                inFlight = undefined;
                requested = 0;
                table.on({ type: 'responseDone', responseId: done });
              } else if (one.do === 'played' && started !== undefined) {
                const finished = started;
                started = undefined;
                table.on({ type: 'playbackFinished', responseId: finished });
              }
              look();
            };
            for (const one of steps) run(one);
            for (const who of PEOPLE) run({ do: 'end', who });
            for (let round = 0; round < 12; round++) {
              run({ do: 'wait', ms: 1200 });
              run({ do: 'verdict', answer: false });
              run({ do: 'modelCreates' });
              run({ do: 'modelFinishes' });
              run({ do: 'played' });
            }
            expect(table.machine.state).toBe('listening');
            expect(streaming).toBeUndefined();
            expect(table.machine.needsTicks).toBe(false);
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
