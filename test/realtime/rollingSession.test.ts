import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../src/errors.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import type { LiveChange } from '../../src/realtime/liveSettings.ts';
import type { Memory } from '../../src/realtime/memory.ts';
import type { Rest } from '../../src/realtime/rest.ts';
import { type RenewableSession, RollingSession } from '../../src/realtime/rollingSession.ts';
import type { SessionEvent } from '../../src/realtime/sessionEvents.ts';
import { ManualClock } from '../manualClock.ts';

const LIMIT_MS = 60_000;
const LEAD_MS = LIMIT_MS / 3;
const LOOK_MS = 50;
const LOST = new ParleyError('lost', { code: 'model_session_lost', tellPerson: 'Lost.' });

/** A session that does nothing by itself; failing loudly when it is used after its end. */
class ScriptedSession implements RenewableSession {
  readonly counters = {};
  readonly calls: string[] = [];
  readonly onEvent: (event: SessionEvent) => void;
  /** What it was told when it was configured, and since. */
  known: string[] = [];
  voice = 'marin';
  closed = false;
  connecting = false;
  readonly #memory: Memory;

  constructor(onEvent: (event: SessionEvent) => void, memory: Memory) {
    this.onEvent = onEvent;
    this.#memory = memory;
  }

  ready(leftMs?: number): void {
    this.known = this.#memory.entries.map(textOf);
    this.onEvent({ type: 'ready', leftMs });
  }

  #call(call: string): void {
    if (this.closed) throw new Error(`${call} after the end`);
    this.calls.push(call);
  }

  connect(): Promise<void> {
    this.connecting = true;
    return new Promise(() => undefined);
  }
  append(): void {
    this.#call('append');
  }
  commit(): void {
    this.#call('commit');
  }
  clearInput(): void {
    this.#call('clearInput');
  }
  requestResponse(): void {
    this.#call('requestResponse');
  }
  cancelResponse(): void {
    this.#call('cancelResponse');
  }
  discardResponse(): void {
    this.#call('discardResponse');
  }
  truncate(): void {
    this.#call('truncate');
  }
  deleteItem(): void {
    this.#call('deleteItem');
  }
  addText(): void {
    this.#call('addText');
  }
  sendToolOutput(): void {
    this.#call('sendToolOutput');
  }
  configure({ voice }: LiveChange): void {
    this.voice = voice;
  }
  tell(entry: HistoryEntry): void {
    this.#call('tell');
    this.known.push(textOf(entry));
  }
  writeAside(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }
  close(): void {
    this.closed = true;
  }
}

function textOf(entry: HistoryEntry): string {
  return entry.type === 'toolCalled' ? entry.name : entry.text;
}

const CHANGED = {
  model: 'large',
  instructions: '',
  voice: 'marin',
  speed: 1,
  maxOutputTokens: undefined,
  tools: [],
};

/** A conversation over several sessions, on a clock that a test advances. */
class Rolling {
  readonly clock = new ManualClock();
  readonly sessions: ScriptedSession[] = [];
  readonly models: string[] = [];
  readonly told: string[] = [];
  rest: Rest = 'quiet';
  readonly rolling: RollingSession;
  #said = 0;

  constructor(limitMs: number | null = LIMIT_MS, leftMs?: number) {
    this.rolling = new RollingSession({
      model: 'large',
      make: (model, { onEvent, memory }) => {
        this.models.push(model);
        const session = new ScriptedSession(onEvent, memory);
        this.sessions.push(session);
        return session;
      },
      onEvent: ({ type }) => this.told.push(type),
      rest: () => this.rest,
      limitMs: limitMs ?? undefined,
      clock: this.clock,
      log: silentLogger(),
    });
    void this.rolling.connect();
    this.first.ready(leftMs);
  }

  get first(): ScriptedSession {
    return this.session(0);
  }

  session(index: number): ScriptedSession {
    const session = this.sessions[index];
    if (session === undefined) throw new Error(`there is no session ${index}`);
    return session;
  }

  say(known = true): void {
    this.#said += 1;
    const entry = { atMs: this.#said, userId: 'mia', name: 'Mia', text: `${this.#said}` };
    this.rolling.remember({ type: 'said', ...entry }, known);
  }
}

describe('a session whose server says when it ends', () => {
  it.each([
    ['earlier than the setting', LIMIT_MS, LIMIT_MS / 2, LIMIT_MS / 2],
    ['later than the setting', LIMIT_MS, LIMIT_MS * 2, LIMIT_MS],
    ['where nothing is set', null, LIMIT_MS, LIMIT_MS],
  ])('%s makes way before the earlier of both', (_when, limitMs, leftMs, endMs) => {
    const stage = new Rolling(limitMs, leftMs);
    stage.clock.advance((endMs * 2) / 3 - 1);
    expect(stage.sessions).toHaveLength(1);
    stage.clock.advance(1);
    expect(stage.sessions).toHaveLength(2);
  });

  it('is followed by one that says it of itself', () => {
    const stage = new Rolling(null, LIMIT_MS);
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    stage.session(1).ready(LIMIT_MS * 3);
    expect(stage.told).toEqual(['ready', 'renewed']);
    stage.clock.advance(LIMIT_MS * 2 - 1);
    expect(stage.sessions).toHaveLength(2);
    stage.clock.advance(1);
    expect(stage.sessions).toHaveLength(3);
  });
});

describe('a session that grows old', () => {
  it('makes way for one that is configured and knows what was said, in a quiet moment', () => {
    const stage = new Rolling();
    stage.say();
    stage.clock.advance(LIMIT_MS - LEAD_MS - 1);
    expect(stage.sessions).toHaveLength(1);
    stage.clock.advance(1);
    const [, second] = stage.sessions;
    expect(second?.connecting).toBe(true);
    expect(stage.first.closed).toBe(false);
    second?.ready();
    expect(second?.known).toEqual(['1']);
    expect(stage.first.closed).toBe(true);
    expect(stage.told).toEqual(['ready', 'renewed']);
    stage.rolling.append(new Uint8Array(2));
    expect(second?.calls).toEqual(['append']);
  });

  it('is used as long as it is needed, and its successor learns what is said meanwhile', () => {
    const stage = new Rolling();
    stage.rest = 'busy';
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    stage.session(1).ready();
    stage.say();
    stage.say(false);
    expect(stage.first.known).toEqual(['2']);
    expect(stage.session(1).known).toEqual(['1', '2']);
    stage.clock.advance(LEAD_MS + LIMIT_MS);
    expect(stage.told).toEqual(['ready']);
    stage.rest = 'quiet';
    stage.clock.advance(LOOK_MS);
    expect(stage.told).toEqual(['ready', 'renewed']);
  });

  it('waits for a quiet moment at first, and then for the next moment between two turns', () => {
    const stage = new Rolling();
    stage.rest = 'between';
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    stage.session(1).ready();
    stage.clock.advance(LEAD_MS / 2 - 1);
    expect(stage.told).toEqual(['ready']);
    stage.clock.advance(1);
    expect(stage.told).toEqual(['ready', 'renewed']);
  });

  it('is followed at once by its successor when it is lost meanwhile', () => {
    const stage = new Rolling();
    stage.rest = 'busy';
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    stage.session(1).ready();
    stage.first.onEvent({ type: 'reconnecting', attempt: 1, delayMs: 1, error: LOST });
    expect(stage.told).toEqual(['ready', 'reconnecting', 'ready']);
    expect(stage.first.closed).toBe(true);
    stage.rolling.commit();
    expect(stage.session(1).calls).toEqual(['commit']);
  });

  it('is kept when nobody can follow it, and another one is tried', () => {
    const stage = new Rolling();
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    stage.session(1).onEvent({ type: 'failed', error: LOST });
    expect(stage.session(1).closed).toBe(true);
    stage.clock.advance(LEAD_MS / 4);
    expect(stage.sessions).toHaveLength(3);
    stage.session(2).ready();
    expect(stage.told).toEqual(['ready', 'renewed']);
    expect(stage.rolling.counters).toMatchObject({ renewalsFailed: 1, sessionsRenewed: 1 });
  });

  it('hands on what was changed while it ran', () => {
    const stage = new Rolling();
    stage.rolling.configure({ ...CHANGED, voice: 'cedar' });
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    expect(stage.sessions.map(({ voice }) => voice)).toEqual(['cedar', 'cedar']);
    stage.rest = 'busy';
    stage.session(1).ready();
    stage.rolling.configure({ ...CHANGED, voice: 'ash' });
    expect(stage.sessions.map(({ voice }) => voice)).toEqual(['ash', 'ash']);
  });

  it('changes the model with a session that is opened at once, and swaps when nobody is disturbed', () => {
    const stage = new Rolling();
    stage.rest = 'busy';
    stage.rolling.configure({ ...CHANGED, model: 'small' });
    expect(stage.models).toEqual(['large', 'small']);
    stage.session(1).ready();
    expect(stage.told).toEqual(['ready']);
    stage.rest = 'between';
    stage.clock.advance(100);
    expect(stage.told).toEqual(['ready', 'renewed']);
    expect(stage.first.closed).toBe(true);
    expect(stage.rolling.model).toBe('small');
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    expect(stage.models).toEqual(['large', 'small', 'small']);
  });

  it('changes the model of a successor that is being opened, and keeps what nobody wants to change', () => {
    const stage = new Rolling();
    stage.rolling.configure(CHANGED);
    expect(stage.sessions).toHaveLength(1);
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    stage.rolling.configure({ ...CHANGED, model: 'small' });
    expect(stage.session(1).closed).toBe(true);
    stage.rolling.configure({ ...CHANGED, model: 'small' });
    expect(stage.models).toEqual(['large', 'large', 'small']);
    stage.rolling.configure(CHANGED);
    expect(stage.session(2).closed).toBe(true);
  });

  it('changes the model once it is connected, when that was wished before', () => {
    const stage = new Rolling();
    stage.first.onEvent({ type: 'reconnecting', attempt: 1, delayMs: 1, error: LOST });
    stage.rolling.configure({ ...CHANGED, model: 'small' });
    expect(stage.models).toEqual(['large']);
    stage.first.ready();
    expect(stage.models).toEqual(['large', 'small']);
  });

  it('goes on with the model it has when the other cannot be had', () => {
    const stage = new Rolling();
    stage.rolling.configure({ ...CHANGED, model: 'forbidden' });
    stage.session(1).onEvent({ type: 'failed', error: LOST });
    expect(stage.told).toEqual(['ready']);
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    expect(stage.models.filter((model) => model === 'forbidden')).toHaveLength(1);
    expect(stage.models.at(-1)).toBe('large');
  });

  it('leaves nothing behind: no timer and no session', () => {
    const stage = new Rolling();
    stage.rest = 'busy';
    stage.clock.advance(LIMIT_MS - LEAD_MS);
    stage.session(1).ready();
    stage.rolling.close();
    expect(stage.sessions.map(({ closed }) => closed)).toEqual([true, true]);
    expect(stage.clock.pending).toBe(0);
  });
});

type Step =
  | { do: 'wait'; ms: number }
  | { do: 'commit' | 'committed' | 'request' | 'created' | 'done' | 'refused' | 'say' | 'ready' | 'lose' }
  | { do: 'rest'; rest: Rest };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: LIMIT_MS / 4 }) }),
  fc.record({
    do: fc.constantFrom(
      ...(['commit', 'committed', 'request', 'created', 'done', 'refused', 'say', 'ready', 'lose'] as const),
    ),
  }),
  fc.record({ do: fc.constant('rest' as const), rest: fc.constantFrom<Rest>('busy', 'between', 'quiet') }),
);

describe('whatever happens in whatever order', () => {
  it('no session is left that owes something, none is used after its end, and at most two are open', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const stage = new Rolling();
        let commits = 0;
        let requested = false;
        const running = new Set<string>();
        let made = 0;
        for (const one of steps) {
          const before = stage.told.length;
          const current = stage.sessions.find(({ closed }) => !closed) ?? stage.first;
          const owed = () => commits > 0 || requested || running.size > 0;
          switch (one.do) {
            case 'wait':
              stage.clock.advance(one.ms);
              break;
            case 'rest':
              stage.rest = one.rest;
              break;
            case 'commit':
              stage.rolling.commit();
              commits += 1;
              break;
            case 'committed':
              if (commits === 0) break;
              commits -= 1;
              current.onEvent({ type: 'committed', itemId: 'i' });
              break;
            case 'request':
              stage.rolling.requestResponse();
              requested = true;
              break;
            case 'created':
              if (!requested) break;
              requested = false;
              made += 1;
              running.add(`r${made}`);
              current.onEvent({ type: 'responseCreated', responseId: `r${made}` });
              break;
            case 'done': {
              const [responseId] = running;
              if (responseId === undefined) break;
              running.delete(responseId);
              const rest = { status: 'completed', reason: undefined, usage: undefined } as const;
              current.onEvent({ type: 'responseDone', responseId, ...rest });
              break;
            }
            case 'refused':
              requested = false;
              current.onEvent({ type: 'responseRefused', error: LOST });
              break;
            case 'say':
              stage.say();
              break;
            case 'ready':
              stage.sessions.findLast(({ closed, connecting }) => connecting && !closed)?.ready();
              break;
            case 'lose':
              for (; commits > 0; commits -= 1) current.onEvent({ type: 'commitRefused', lost: true });
              if (requested) current.onEvent({ type: 'responseRefused', error: LOST });
              requested = false;
              running.clear();
              current.onEvent({ type: 'reconnecting', attempt: 1, delayMs: 1, error: LOST });
              break;
          }
          if (stage.told.slice(before).includes('renewed')) {
            expect(owed()).toBe(false);
            expect(stage.rest).not.toBe('busy');
          }
          expect(stage.sessions.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(2);
        }
        stage.rolling.close();
        expect(stage.clock.pending).toBe(0);
        expect(stage.sessions.every(({ closed }) => closed)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
