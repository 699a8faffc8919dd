import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manualClock.ts';
import { DiscardingOwner, type Frame } from './discardingOwner.ts';

const ONE_WAY_MS = 25;
/** Longer than every time-out of the queue. */
const FOREVER_MS = 30 * 60_000;
const PONDERING_MS = 20_000;

/** What becomes of one `response.create`. */
interface Fate {
  answer: 'swallowed' | 'refused' | 'spoken' | 'ponders';
  end: 'completed' | 'failed' | 'incomplete';
  items: ('speech' | 'call')[];
  stepMs: number;
  /** How the server tells of an item, and whether it tells what a response consisted of. */
  tells: 'both' | 'response' | 'conversation';
  listsOutput: boolean;
}

/**
 * A server with a conversation, at the other end of a slow line. It has one response at a time, takes a deletion only of a finished
 * item, and does not answer every request.
 */
class SlowServer {
  readonly items = new Map<string, { responseId: string; finished: boolean }>();
  readonly complaints: string[] = [];
  #client: (frame: Frame) => void = () => undefined;
  readonly #clock: ManualClock;
  readonly #fates: Fate[];
  #active: { id: string; stops: (() => void)[]; output: { id: string }[]; fate: Fate } | undefined;
  #made = 0;

  constructor(clock: ManualClock, fates: Fate[]) {
    this.#clock = clock;
    this.#fates = fates;
  }

  tells(client: (frame: Frame) => void): void {
    this.#client = client;
  }

  create(eventId: string): void {
    this.#arrives(() => {
      if (this.#active !== undefined) {
        this.complaints.push('a second response was asked for');
        return;
      }
      const fate = this.#fates.shift();
      if (fate?.answer === 'swallowed') return;
      if (fate?.answer === 'refused') {
        this.#tell({ type: 'error', error: { code: 'invalid_value', message: 'no', event_id: eventId } });
        return;
      }
      this.#begin(fate ?? { ...PLAIN, items: ['speech'] });
    });
  }

  cancel(responseId: string): void {
    this.#arrives(() => {
      if (this.#active?.id === responseId) this.#end('cancelled');
      else this.#tell({ type: 'error', error: { code: 'response_cancel_not_active', event_id: 'cancel-1' } });
    });
  }

  deleteItem(itemId: string): void {
    this.#arrives(() => {
      const item = this.items.get(itemId);
      if (item === undefined) this.complaints.push(`${itemId} was deleted twice`);
      else if (!item.finished) this.complaints.push(`${itemId} was deleted while it was made`);
      this.items.delete(itemId);
    });
  }

  #begin(fate: Fate): void {
    this.#made += 1;
    const id = `r${this.#made}`;
    const stops: (() => void)[] = [];
    this.#active = { id, stops, output: [], fate };
    this.#tell({ type: 'response.created', response: { id } });
    let atMs = fate.stepMs;
    for (const [index, kind] of fate.items.entries()) {
      const item = { id: `${id}-${index}`, ...(kind === 'call' ? CALL(id) : SPEECH) };
      stops.push(this.#clock.after(atMs, () => this.#add(id, item)));
      stops.push(this.#clock.after(atMs + fate.stepMs, () => this.#finish(id, item)));
      atMs += 2 * fate.stepMs;
    }
    const endMs = fate.answer === 'ponders' ? PONDERING_MS : atMs;
    stops.push(this.#clock.after(endMs, () => this.#end(fate.end)));
  }

  #add(responseId: string, item: { id: string; type: string }): void {
    const { tells = 'both', output } = { tells: this.#active?.fate.tells, output: this.#active?.output };
    output?.push({ id: item.id });
    this.items.set(item.id, { responseId, finished: false });
    if (tells !== 'conversation') {
      this.#tell({ type: 'response.output_item.added', response_id: responseId, item });
    }
    if (tells !== 'response') this.#tell({ type: 'conversation.item.created', item });
    if (item.type === 'function_call') return;
    const sound = Buffer.alloc(8).toString('base64');
    const at = { response_id: responseId, item_id: item.id, content_index: 0 };
    this.#tell({ type: 'response.output_audio.delta', ...at, delta: sound });
    this.#tell({ type: 'response.output_audio_transcript.done', ...at, transcript: 'Hm.' });
  }

  #finish(responseId: string, item: { id: string }): void {
    const stored = this.items.get(item.id);
    if (stored !== undefined) stored.finished = true;
    this.#tell({ type: 'response.output_item.done', response_id: responseId, item });
  }

  #end(status: string): void {
    const ended = this.#active;
    if (ended === undefined) return;
    this.#active = undefined;
    for (const stop of ended.stops) stop();
    for (const { id } of ended.output) {
      const item = this.items.get(id);
      if (item !== undefined) item.finished = true;
    }
    const output = ended.fate.listsOutput ? { output: ended.output } : {};
    this.#tell({ type: 'response.done', response: { id: ended.id, status, ...output, usage: USAGE } });
  }

  #arrives(what: () => void): void {
    this.#clock.after(ONE_WAY_MS, what);
  }

  #tell(frame: Frame): void {
    this.#clock.after(ONE_WAY_MS, () => this.#client(frame));
  }
}

const USAGE = { input_tokens: 7, output_tokens: 1 };
const SPEECH = { type: 'message', role: 'assistant' };
const CALL = (responseId: string) => ({
  type: 'function_call',
  status: 'completed',
  call_id: `call of ${responseId}`,
  name: 'now',
});
const PLAIN: Fate = {
  answer: 'spoken',
  end: 'completed',
  items: [],
  stepMs: 40,
  tells: 'both',
  listsOutput: true,
};

const fate = fc.record<Fate>({
  answer: fc.constantFrom('spoken', 'spoken', 'spoken', 'swallowed', 'refused', 'ponders'),
  end: fc.constantFrom('completed', 'completed', 'failed', 'incomplete'),
  items: fc.array(fc.constantFrom('speech', 'call'), { maxLength: 3 }),
  stepMs: fc.integer({ min: 1, max: 120 }),
  tells: fc.constantFrom('both', 'response', 'conversation'),
  listsOutput: fc.boolean(),
});
const step = fc.record({
  what: fc.constantFrom('request', 'request', 'discardUnnamed', 'discard', 'takeBack', 'wait'),
  age: fc.integer({ min: 0, max: 2 }),
  waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
});

describe('an owner that changes its mind, on a slow line', () => {
  it('gets what it wants, hears of nothing else, and leaves nothing behind', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.array(fate, { maxLength: 20 }), (steps, fates) => {
        const clock = new ManualClock();
        const server = new SlowServer(clock, [...fates]);
        const owner = new DiscardingOwner(clock, server);
        server.tells((frame) => owner.receive(frame));
        for (const { what, age, waitMs } of steps) {
          if (what === 'request') owner.request();
          if (what === 'discardUnnamed') owner.discardUnnamed();
          if (what === 'discard') owner.discard(age);
          if (what === 'takeBack') {
            owner.discardUnnamed();
            owner.discard(0);
            owner.request();
          }
          clock.advance(waitMs);
        }
        clock.advance(FOREVER_MS);
        expect(server.complaints).toEqual([]);
        expect(owner.satisfied).toBe(true);
        expect(clock.pending).toBe(0);
        // Every response has one end, and only those that were wanted are still in the conversation.
        const ends = owner.dones.map(({ responseId }) => responseId);
        expect(new Set(ends).size).toBe(ends.length);
        expect(new Set(ends)).toEqual(new Set([...owner.created, ...owner.discarded]));
        for (const done of owner.dones) expect(done.usage).toMatchObject({ inputTextTokens: 7 });
        for (const { responseId } of server.items.values()) {
          expect(owner.discarded.has(responseId)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});
