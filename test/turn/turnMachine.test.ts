import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_THINKING, type TurnEvent, type TurnOptions } from '../../src/turn/turnEvents.ts';
import { TurnMachine } from '../../src/turn/turnMachine.ts';

const FULL_DUPLEX: TurnOptions = {
  mode: 'full-duplex',
  requestOnCommit: false,
  modelInterrupts: true,
  ...DEFAULT_THINKING,
};

function machineAfter(events: TurnEvent[], options: Partial<TurnOptions> = {}): TurnMachine {
  const machine = new TurnMachine({ ...FULL_DUPLEX, ...options });
  for (const event of events) machine.on(event, 0);
  return machine;
}

const SPEAKING: TurnEvent[] = [
  { type: 'connected' },
  { type: 'speechStarted' },
  { type: 'speechStopped' },
  { type: 'responseCreated', responseId: 'r1' },
  { type: 'soundArrived', responseId: 'r1' },
];

describe('a turn in full duplex', () => {
  it('goes from listening over the person and thinking to the answer and back', () => {
    const machine = new TurnMachine(FULL_DUPLEX);
    const states: string[] = [];
    const script: TurnEvent[] = [
      ...SPEAKING,
      { type: 'responseDone', responseId: 'r1' },
      { type: 'playbackFinished', responseId: 'r1' },
    ];
    for (const event of script) {
      for (const effect of machine.on(event, 0)) if (effect.type === 'state') states.push(effect.state);
    }
    expect(states).toEqual(['listening', 'userSpeaking', 'thinking', 'agentSpeaking', 'listening']);
  });

  it('cuts the answer that plays when somebody speaks, and fences its late sound', () => {
    const machine = machineAfter(SPEAKING);
    expect(machine.on({ type: 'speechStarted' }, 5)).toEqual([
      { type: 'cut', responseId: 'r1', playing: true },
      { type: 'state', state: 'userSpeaking' },
    ]);
    expect(machine.isFenced('r1')).toBe(true);
    expect(machine.on({ type: 'soundArrived', responseId: 'r1' }, 6)).toEqual([]);
  });

  it('cancels the response itself when the model does not', () => {
    const machine = machineAfter(SPEAKING, { modelInterrupts: false });
    expect(machine.on({ type: 'speechStarted' }, 5)).toContainEqual({ type: 'cancel', responseId: 'r1' });
  });

  it('does not cancel a response that the model has finished', () => {
    const machine = machineAfter([...SPEAKING, { type: 'responseDone', responseId: 'r1' }], {
      modelInterrupts: false,
    });
    const effects = machine.on({ type: 'speechStarted' }, 5);
    expect(effects.map((effect) => effect.type)).toEqual(['cut', 'state']);
  });

  it('never plays a response that was interrupted before its first sound', () => {
    const machine = machineAfter([
      { type: 'connected' },
      { type: 'responseCreated', responseId: 'r1' },
      { type: 'speechStarted' },
    ]);
    expect(machine.on({ type: 'soundArrived', responseId: 'r1' }, 1)).toEqual([]);
  });

  it('plays a second response after the first, and cuts both', () => {
    const machine = machineAfter([...SPEAKING, { type: 'responseDone', responseId: 'r1' }]);
    machine.on({ type: 'responseCreated', responseId: 'r2' }, 1);
    expect(machine.on({ type: 'soundArrived', responseId: 'r2' }, 2)).toEqual([]);
    expect(machine.on({ type: 'playbackFinished', responseId: 'r1' }, 3)).toEqual([
      { type: 'play', responseId: 'r2' },
    ]);
    expect(machine.on({ type: 'speechStarted' }, 4)[0]).toEqual({
      type: 'cut',
      responseId: 'r2',
      playing: true,
    });
  });

  it('goes on thinking while a late end of the cut response comes', () => {
    const machine = machineAfter([...SPEAKING, { type: 'speechStarted' }, { type: 'speechStopped' }]);
    machine.on({ type: 'responseDone', responseId: 'r1' }, 9);
    expect(machine.state).toBe('thinking');
  });

  it('asks for the response itself when the model was told not to', () => {
    const machine = machineAfter(
      [{ type: 'connected' }, { type: 'speechStarted' }, { type: 'speechStopped' }],
      {
        requestOnCommit: true,
      },
    );
    expect(machine.on({ type: 'committed' }, 0)).toContainEqual({ type: 'requestResponse' });
  });
});

describe('function calls', () => {
  const CALLED: TurnEvent[] = [
    { type: 'connected' },
    { type: 'responseCreated', responseId: 'r1' },
    { type: 'toolCalled' },
    { type: 'responseDone', responseId: 'r1' },
  ];

  it('stay in thinking until they were answered, then ask for the response', () => {
    const machine = machineAfter(CALLED);
    expect(machine.state).toBe('thinking');
    expect(machine.on({ type: 'toolAnswered', respond: true }, 0)).toEqual([{ type: 'requestResponse' }]);
    expect(machine.state).toBe('thinking');
  });

  it('ask once for two calls', () => {
    const machine = machineAfter([...CALLED, { type: 'toolCalled' }]);
    expect(machine.on({ type: 'toolAnswered', respond: true }, 0)).toEqual([]);
    expect(machine.on({ type: 'toolAnswered', respond: true }, 0)).toEqual([{ type: 'requestResponse' }]);
  });

  it('do not talk over a person who has begun to speak', () => {
    const machine = machineAfter([...CALLED, { type: 'speechStarted' }]);
    expect(machine.on({ type: 'toolAnswered', respond: true }, 0)).toEqual([]);
  });

  it('that need no words end the turn', () => {
    const machine = machineAfter(CALLED);
    expect(machine.on({ type: 'toolAnswered', respond: false }, 0)).toEqual([
      { type: 'state', state: 'listening' },
    ]);
  });
});

describe('half duplex', () => {
  const HALF = { mode: 'half-duplex' } as const;

  it('shuts the microphone at the end of the turn and opens it after the last sound', () => {
    const machine = machineAfter([{ type: 'connected' }, { type: 'speechStarted' }], HALF);
    expect(machine.on({ type: 'speechStopped' }, 0)).toContainEqual({ type: 'closeInput' });
    machine.on({ type: 'responseCreated', responseId: 'r1' }, 0);
    machine.on({ type: 'soundArrived', responseId: 'r1' }, 0);
    expect(machine.on({ type: 'responseDone', responseId: 'r1' }, 0)).toEqual([]);
    expect(machine.on({ type: 'playbackFinished', responseId: 'r1' }, 0)).toEqual([
      { type: 'openInput' },
      { type: 'state', state: 'listening' },
    ]);
  });

  it('is not interrupted by anybody', () => {
    const machine = machineAfter(SPEAKING, HALF);
    expect(machine.on({ type: 'speechStarted' }, 0)).toEqual([]);
    expect(machine.state).toBe('agentSpeaking');
  });
});

describe('a function that takes its time', () => {
  const called: TurnEvent[] = [
    { type: 'connected' },
    { type: 'responseCreated', responseId: 'r1' },
    { type: 'toolCalled' },
    { type: 'responseDone', responseId: 'r1' },
  ];

  it('is told of once nobody has heard anything for a while', () => {
    const machine = machineAfter(called);
    expect(machine.on({ type: 'tick' }, 1499)).toEqual([]);
    expect(machine.on({ type: 'tick' }, 1500)).toEqual([{ type: 'thinkingLong' }]);
    expect(machine.on({ type: 'tick' }, 4000)).toEqual([]);
  });

  it('is not told of while somebody speaks, or when its answer is there', () => {
    const machine = machineAfter([...called, { type: 'speechStarted' }]);
    expect(machine.on({ type: 'tick' }, 2000)).toEqual([]);
    const quick = machineAfter(called);
    quick.on({ type: 'toolAnswered', respond: true }, 500);
    quick.on({ type: 'responseCreated', responseId: 'r2' }, 600);
    quick.on({ type: 'soundArrived', responseId: 'r2' }, 700);
    expect(quick.on({ type: 'tick' }, 2000)).toEqual([]);
  });
});

describe('thinking', () => {
  it('is told of once when it takes long, and given up when it takes too long', () => {
    const machine = machineAfter([
      { type: 'connected' },
      { type: 'speechStarted' },
      { type: 'speechStopped' },
    ]);
    expect(machine.on({ type: 'tick' }, 3999)).toEqual([]);
    expect(machine.on({ type: 'tick' }, 4000)).toEqual([{ type: 'thinkingLong' }]);
    expect(machine.on({ type: 'tick' }, 4020)).toEqual([]);
    expect(machine.on({ type: 'tick' }, 30_000)).toEqual([
      { type: 'thinkingStuck' },
      { type: 'state', state: 'listening' },
    ]);
  });

  it('ends when the session is lost', () => {
    const machine = machineAfter([{ type: 'connected' }, { type: 'responseCreated', responseId: 'r1' }]);
    expect(machine.on({ type: 'connectionLost' }, 0)).toEqual([{ type: 'state', state: 'connecting' }]);
  });
});

const responseId = fc.constantFrom('r1', 'r2', 'r3', 'r4');
const anyEvent: fc.Arbitrary<TurnEvent> = fc.oneof(
  fc.constantFrom<TurnEvent>(
    { type: 'connected' },
    { type: 'connectionLost' },
    { type: 'speechStarted' },
    { type: 'speechStopped' },
    { type: 'committed' },
    { type: 'toolCalled' },
    { type: 'toolAnswered', respond: true },
    { type: 'responseRefused' },
    { type: 'tick' },
  ),
  responseId.map((id): TurnEvent => ({ type: 'responseCreated', responseId: id })),
  responseId.map((id): TurnEvent => ({ type: 'soundArrived', responseId: id })),
  responseId.map((id): TurnEvent => ({ type: 'responseDone', responseId: id })),
  responseId.map((id): TurnEvent => ({ type: 'playbackFinished', responseId: id })),
);

describe('any order of events', () => {
  it.each(['full-duplex', 'half-duplex'] as const)(
    'plays one answer at a time, each at most once, and comes back to listening (%s)',
    (mode) => {
      fc.assert(
        fc.property(fc.array(anyEvent, { maxLength: 120 }), (events) => {
          const machine = new TurnMachine({ ...FULL_DUPLEX, mode });
          const played = new Set<string>();
          let playing: string | undefined;
          let inputOpen = true;
          const run = (event: TurnEvent, nowMs: number) => {
            if (event.type === 'playbackFinished' && event.responseId === playing) playing = undefined;
            for (const effect of machine.on(event, nowMs)) {
              if (effect.type === 'play') {
                expect(playing).toBeUndefined();
                expect(played.has(effect.responseId)).toBe(false);
                played.add(effect.responseId);
                playing = effect.responseId;
              } else if (effect.type === 'cut' && effect.playing) {
                expect(effect.responseId).toBe(playing);
                playing = undefined;
              } else if (effect.type === 'openInput' || effect.type === 'closeInput') {
                expect(inputOpen).toBe(effect.type === 'closeInput');
                inputOpen = effect.type === 'openInput';
              }
            }
          };
          events.forEach((event, index) => {
            run(event, index * 20);
          });
          let nowMs = events.length * 20;
          run({ type: 'connected' }, nowMs);
          run({ type: 'speechStopped' }, nowMs);
          for (const id of ['r1', 'r2', 'r3', 'r4']) run({ type: 'responseDone', responseId: id }, nowMs);
          for (let calls = 0; calls < events.length; calls++)
            run({ type: 'toolAnswered', respond: false }, nowMs);
          while (playing !== undefined) run({ type: 'playbackFinished', responseId: playing }, nowMs);
          nowMs += 60_000;
          run({ type: 'tick' }, nowMs);
          expect(machine.state).toBe('listening');
          expect(inputOpen).toBe(true);
        }),
      );
    },
  );
});
