import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { noAnswer } from '../../src/realtime/modelErrors.ts';
import { ResponseQueue } from '../../src/realtime/responseQueue.ts';
import {
  BUSY_DELAY_MS,
  CREATED_TIMEOUT_MS,
  MAX_BUSY_REFUSALS,
  RETRY_DELAY_MS,
  SILENT_AWAITED_MS,
  SILENT_CANCELLED_MS,
  SILENT_RESPONSE_MS,
  SILENT_SPOKEN_MS,
} from '../../src/realtime/responseTimes.ts';
import { ManualClock } from '../manualClock.ts';

const ERROR = noAnswer('no');
const FAILED = { ok: false, retryable: true, error: ERROR } as const;

let clock: ManualClock;
let queue: ResponseQueue;
let created: { eventId: string; instructions: string | undefined }[];
let cancelled: string[];
let refused: unknown[];
let stalled: string[];

beforeEach(() => {
  clock = new ManualClock();
  created = [];
  cancelled = [];
  refused = [];
  stalled = [];
  queue = new ResponseQueue(clock, {
    create: (eventId, instructions) => created.push({ eventId, instructions }),
    cancel: (responseId) => cancelled.push(responseId),
    refused: (error) => refused.push(error),
    stalled: (responseId) => stalled.push(responseId),
  });
});

function lastEventId(): string {
  return created.at(-1)?.eventId ?? '';
}

describe('the response queue', () => {
  it('waits for the session, then sends at once', () => {
    queue.request();
    expect(created).toHaveLength(0);
    queue.open();
    expect(created).toHaveLength(1);
  });

  it('has one in flight, and makes one of those that wait', () => {
    queue.open();
    queue.request('first');
    queue.request('second');
    queue.request();
    queue.created('r1');
    queue.request('third');
    expect(created.map(({ instructions }) => instructions)).toEqual(['first']);
    queue.done('r1', { ok: true });
    expect(created.map(({ instructions }) => instructions)).toEqual(['first', 'third']);
    queue.created('r2');
    queue.done('r2', { ok: true });
    expect(created).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('keeps the instructions of one that waits when another has none', () => {
    queue.request('greet');
    queue.request();
    queue.open();
    expect(created).toMatchObject([{ instructions: 'greet' }]);
  });

  it('names every request differently', () => {
    queue.open();
    queue.request();
    queue.created('r1');
    queue.done('r1', { ok: true });
    queue.request();
    expect(created[0]?.eventId).not.toBe(created[1]?.eventId);
  });

  it('waits for a response that the VAD asked for', () => {
    queue.open();
    queue.created('vad');
    queue.request();
    expect(created).toHaveLength(0);
    queue.done('vad', { ok: true });
    expect(created).toHaveLength(1);
  });

  it('asks once more when nothing is created in time, then gives up and goes on with the next', () => {
    queue.open();
    queue.request('first');
    clock.advance(CREATED_TIMEOUT_MS);
    expect(refused).toHaveLength(0);
    queue.request('second');
    clock.advance(CREATED_TIMEOUT_MS - 1);
    expect(created.map(({ instructions }) => instructions)).toEqual(['first', 'first']);
    clock.advance(1);
    expect(refused).toMatchObject([{ code: 'model_protocol', retryable: true }]);
    expect(created.map(({ instructions }) => instructions)).toEqual(['first', 'first', 'second']);
  });

  it('takes a late response for the answer when its second request finds it active', () => {
    queue.open();
    queue.request();
    clock.advance(CREATED_TIMEOUT_MS);
    queue.created('late');
    expect(queue.rejected(lastEventId(), true, ERROR)).toBe(true);
    queue.done('late', { ok: true });
    expect(created).toHaveLength(2);
    expect(refused).toEqual([]);
  });

  it('takes sound for the beginning of a response whose creation was lost', () => {
    queue.open();
    queue.request();
    queue.alive('r1', true);
    clock.advance(CREATED_TIMEOUT_MS);
    expect(created).toHaveLength(1);
    queue.done('r1', { ok: true });
    expect(clock.pending).toBe(0);
  });

  describe('when another response is active', () => {
    it('comes again when that one has ended', () => {
      queue.open();
      queue.request('mine');
      const { eventId } = created[0] ?? { eventId: '' };
      queue.created('vad');
      expect(queue.rejected(eventId, true, ERROR)).toBe(true);
      clock.advance(BUSY_DELAY_MS * 2);
      expect(created).toHaveLength(1);
      queue.done('vad', { ok: true });
      expect(created.map(({ instructions }) => instructions)).toEqual(['mine', 'mine']);
      expect(refused).toHaveLength(0);
    });

    it('understands an error that names no event', () => {
      queue.open();
      queue.request();
      expect(queue.rejected(undefined, true, ERROR)).toBe(true);
      queue.created('vad');
      queue.done('vad', { ok: true });
      expect(created).toHaveLength(2);
    });

    it('comes again by itself if that one had ended already', () => {
      queue.open();
      queue.request();
      queue.rejected(lastEventId(), true, ERROR);
      clock.advance(BUSY_DELAY_MS - 1);
      expect(created).toHaveLength(1);
      clock.advance(1);
      expect(created).toHaveLength(2);
    });

    it('is given up after so many refusals', () => {
      queue.open();
      queue.request();
      for (let refusals = 0; refusals <= MAX_BUSY_REFUSALS; refusals += 1) {
        queue.rejected(lastEventId(), true, ERROR);
        clock.advance(BUSY_DELAY_MS);
      }
      expect(refused).toEqual([ERROR]);
      expect(created).toHaveLength(MAX_BUSY_REFUSALS + 1);
      expect(clock.pending).toBe(0);
    });
  });

  it('asks once more, at once, when a request is refused for its own sake, and then gives up', () => {
    queue.open();
    queue.request('first');
    expect(queue.rejected(lastEventId(), false, ERROR)).toBe(true);
    expect(created.map(({ instructions }) => instructions)).toEqual(['first', 'first']);
    expect(refused).toEqual([]);
    expect(queue.rejected(lastEventId(), false, ERROR)).toBe(true);
    expect(refused).toEqual([ERROR]);
    expect(clock.pending).toBe(0);
  });

  it('leaves errors alone that answer something else', () => {
    queue.open();
    queue.request();
    expect(queue.rejected('truncate-7', false, ERROR)).toBe(false);
    expect(queue.rejected(undefined, false, ERROR)).toBe(false);
    expect(refused).toHaveLength(0);
  });

  describe('when a response fails', () => {
    beforeEach(() => {
      queue.open();
      queue.request('mine');
      queue.created('r1');
    });

    it('asks once more, a little later', () => {
      queue.done('r1', FAILED);
      expect(created).toHaveLength(1);
      clock.advance(RETRY_DELAY_MS);
      expect(created.map(({ instructions }) => instructions)).toEqual(['mine', 'mine']);
      queue.created('r2');
      queue.done('r2', FAILED);
      clock.advance(RETRY_DELAY_MS);
      expect(created).toHaveLength(2);
      expect(refused).toEqual([ERROR]);
      expect(clock.pending).toBe(0);
    });

    it('does not, where there is no hope', () => {
      queue.done('r1', { ...FAILED, retryable: false });
      clock.advance(RETRY_DELAY_MS);
      expect(created).toHaveLength(1);
      expect(refused).toEqual([ERROR]);
    });

    it('does not, when people have heard its beginning', () => {
      queue.alive('r1', true);
      queue.done('r1', FAILED);
      clock.advance(RETRY_DELAY_MS);
      expect(created).toHaveLength(1);
      expect(refused).toEqual([ERROR]);
    });

    it('does not, when somebody spoke and is answered meanwhile', () => {
      queue.done('r1', FAILED);
      queue.created('vad');
      queue.done('vad', { ok: true });
      clock.advance(RETRY_DELAY_MS);
      expect(created).toHaveLength(1);
      expect(clock.pending).toBe(0);
    });

    it('still asks for what was asked for meanwhile', () => {
      queue.done('r1', FAILED);
      queue.request('fresh');
      queue.created('vad');
      queue.done('vad', { ok: true });
      expect(created.at(-1)).toMatchObject({ instructions: 'fresh' });
      expect(created).toHaveLength(2);
    });

    it('knows what to ask for, even if it was told twice that it was created', () => {
      queue.created('r1');
      queue.done('r1', FAILED);
      clock.advance(RETRY_DELAY_MS);
      expect(created.at(-1)).toMatchObject({ instructions: 'mine' });
    });

    it('does not take a response of the VAD for its own second try', () => {
      queue.done('r1', FAILED);
      clock.advance(RETRY_DELAY_MS);
      queue.created('vad');
      queue.rejected(lastEventId(), true, ERROR);
      queue.done('vad', FAILED);
      expect(refused).toEqual([]);
      clock.advance(RETRY_DELAY_MS);
      expect(created).toHaveLength(3);
    });

    it('neither asks again nor complains, when it was cancelled', () => {
      queue.cancel('r1');
      queue.done('r1', FAILED);
      clock.advance(RETRY_DELAY_MS);
      queue.request();
      queue.cancel('older');
      queue.created('r2');
      queue.done('r2', { ...FAILED, retryable: false });
      clock.advance(RETRY_DELAY_MS);
      expect(created).toHaveLength(2);
      expect(refused).toEqual([]);
    });

    it('asks again for one of the VAD too', () => {
      queue.done('r1', { ok: true });
      queue.created('vad');
      queue.done('vad', FAILED);
      clock.advance(RETRY_DELAY_MS);
      expect(created).toMatchObject([{}, { instructions: undefined }]);
    });
  });

  describe('cancelling', () => {
    it('cancels the one that runs and drops the one that waits', () => {
      queue.open();
      queue.request();
      queue.created('r1');
      queue.request();
      queue.cancel('r1');
      expect(cancelled).toEqual(['r1']);
      queue.done('r1', { ok: true });
      expect(created).toHaveLength(1);
      expect(refused).toHaveLength(0);
    });

    it('does not touch one that has ended', () => {
      queue.open();
      queue.request();
      queue.created('r1');
      queue.done('r1', { ok: true });
      queue.cancel('r1');
      expect(cancelled).toEqual([]);
    });

    it('catches one that has no name yet as soon as it has one', () => {
      queue.open();
      queue.request();
      queue.cancel('older');
      expect(cancelled).toEqual([]);
      queue.created('r1');
      expect(cancelled).toEqual(['r1']);
      queue.request();
      expect(created).toHaveLength(1);
      queue.done('r1', { ok: true });
      expect(created).toHaveLength(2);
    });

    it('says nothing of a cancelled one that is refused or never comes', () => {
      queue.open();
      queue.request();
      queue.cancel('older');
      queue.rejected(lastEventId(), true, ERROR);
      queue.request();
      queue.cancel('older');
      clock.advance(CREATED_TIMEOUT_MS);
      expect(refused).toEqual([]);
      expect(clock.pending).toBe(0);
    });

    it('drops a second try', () => {
      queue.open();
      queue.created('vad');
      queue.done('vad', FAILED);
      queue.cancel('vad');
      clock.advance(RETRY_DELAY_MS);
      expect(created).toEqual([]);
    });
  });

  describe('discarding', () => {
    it('keeps what is asked for afterwards, and asks when the discarded one has ended', () => {
      queue.open();
      queue.request('first');
      queue.discardRequested();
      queue.request('second');
      expect(queue.expectsDiscarded).toBe(true);
      expect(created).toHaveLength(1);
      queue.created('r1');
      expect(cancelled).toEqual(['r1']);
      expect(queue.expectsDiscarded).toBe(false);
      expect(created).toHaveLength(1);
      queue.done('r1', { ok: true });
      expect(created.map(({ instructions }) => instructions)).toEqual(['first', 'second']);
      expect(queue.expectsDiscarded).toBe(false);
    });

    it('leaves a request alone that waits for the one that is discarded by name', () => {
      queue.open();
      queue.created('r1');
      queue.request('mine');
      queue.discard('r1');
      queue.discard('r1');
      expect(cancelled).toEqual(['r1']);
      queue.done('r1', FAILED);
      expect(created).toMatchObject([{ instructions: 'mine' }]);
      expect(refused).toEqual([]);
    });

    it('drops what was not sent yet', () => {
      queue.request();
      queue.discardRequested();
      queue.open();
      queue.request();
      queue.rejected(lastEventId(), true, ERROR);
      queue.discardRequested();
      expect(clock.pending).toBe(0);
      expect(created).toHaveLength(1);
    });

    it('drops a second try at the one that is discarded, and no other', () => {
      queue.open();
      queue.request();
      queue.created('r1');
      queue.done('r1', FAILED);
      queue.discard('older');
      expect(clock.pending).toBe(1);
      queue.discard('r1');
      expect(clock.pending).toBe(0);
      queue.request();
      queue.created('r2');
      queue.done('r2', FAILED);
      clock.advance(RETRY_DELAY_MS);
      queue.discard('r2');
      expect(queue.expectsDiscarded).toBe(true);
      queue.created('r3');
      expect(cancelled).toEqual(['r3']);
    });

    it('says nothing of one that is refused, or never comes, or is lost', () => {
      queue.open();
      queue.request();
      queue.discardRequested();
      queue.rejected(lastEventId(), false, ERROR);
      queue.request();
      queue.discardRequested();
      clock.advance(CREATED_TIMEOUT_MS);
      queue.request();
      queue.discardRequested();
      expect(queue.lost(ERROR)).toBeUndefined();
      expect(refused).toEqual([]);
      expect(clock.pending).toBe(0);
    });

    it('does not wait for ever for the end of a cancelled one', () => {
      queue.open();
      queue.created('r1');
      queue.discard('r1');
      clock.advance(SILENT_CANCELLED_MS);
      expect(stalled).toEqual(['r1']);
      queue.request();
      expect(created).toHaveLength(1);
    });
  });

  describe('when a response is empty', () => {
    const EMPTY = { ok: true, empty: true } as const;

    it('asks once more, at once', () => {
      queue.open();
      queue.request('mine');
      queue.created('r1');
      expect(queue.retries('r1', EMPTY)).toBe(true);
      queue.done('r1', EMPTY);
      expect(created.map(({ instructions }) => instructions)).toEqual(['mine', 'mine']);
      queue.created('r2');
      expect(queue.retries('r2', EMPTY)).toBe(false);
      queue.done('r2', EMPTY);
      expect(created).toHaveLength(2);
      expect(refused).toEqual([]);
      expect(clock.pending).toBe(0);
    });

    it('takes it for an answer where the VAD asked, or where it was cancelled or said something', () => {
      queue.open();
      queue.created('vad');
      queue.done('vad', EMPTY);
      expect(created).toHaveLength(0);
      queue.request();
      queue.created('r1');
      queue.cancel('r1');
      queue.done('r1', EMPTY);
      queue.request();
      queue.created('r2');
      queue.alive('r2', true);
      queue.done('r2', EMPTY);
      expect(created).toHaveLength(2);
    });
  });

  it('takes a response for dead that says nothing any more', () => {
    queue.open();
    queue.request();
    queue.created('r1');
    queue.request();
    clock.advance(SILENT_RESPONSE_MS - 1);
    queue.alive('r1', false);
    clock.advance(SILENT_RESPONSE_MS - 1);
    expect(stalled).toEqual([]);
    clock.advance(1);
    expect(stalled).toEqual(['r1']);
    expect(cancelled).toEqual(['r1']);
    expect(created).toHaveLength(2);
  });

  it.each([
    ['has said all of something', () => queue.spoken('r1')],
    ['was cancelled', () => queue.discard('r1')],
  ])('takes one that %s for dead sooner while another is wanted', (_name, happen) => {
    queue.open();
    queue.created('r1');
    happen();
    queue.request();
    clock.advance(SILENT_AWAITED_MS - 1);
    expect(stalled).toEqual([]);
    clock.advance(1);
    expect(stalled).toEqual(['r1']);
    expect(created).toHaveLength(1);
  });

  it('does not wait for long for the end of one whose sound is complete', () => {
    queue.open();
    queue.created('r1');
    queue.alive('r1', true);
    queue.spoken('r1');
    clock.advance(SILENT_SPOKEN_MS - 1);
    queue.alive('r1', false);
    clock.advance(SILENT_SPOKEN_MS - 1);
    expect(stalled).toEqual([]);
    clock.advance(1);
    expect(stalled).toEqual(['r1']);
  });

  it('is not blocked by a response whose end was lost', () => {
    queue.open();
    queue.created('lost');
    queue.created('next');
    queue.request();
    queue.done('next', { ok: true });
    expect(created).toHaveLength(1);
  });

  it('leaves no timer when it is closed, whatever it waits for', () => {
    const waits: (() => void)[] = [
      () => queue.request(),
      () => queue.created('r1'),
      () => {
        queue.created('r1');
        queue.done('r1', FAILED);
      },
    ];
    for (const wait of waits) {
      queue.open();
      wait();
      queue.close();
      expect(clock.pending).toBe(0);
    }
    expect(refused).toEqual([]);
  });

  describe('when the session is lost', () => {
    it('gives up what was asked, tells what ran, and waits for the next one', () => {
      queue.open();
      queue.created('vad');
      queue.request();
      expect(queue.lost(ERROR)).toBe('vad');
      expect(refused).toEqual([ERROR]);
      expect(clock.pending).toBe(0);
      queue.request('later');
      expect(created).toHaveLength(0);
      queue.open();
      expect(created).toMatchObject([{ instructions: 'later' }]);
    });

    it('says nothing where nothing was asked', () => {
      queue.open();
      expect(queue.lost(ERROR)).toBeUndefined();
      expect(refused).toEqual([]);
    });
  });
});

/**
 * A server that allows one response at a time, as the real one: refuses a second, and may create its own.
 * What it says arrives after a delay, so that it crosses what the queue sends.
 */
class CrossingServer {
  readonly #clock: ManualClock;
  readonly #client: Pick<ResponseQueue, 'created' | 'done' | 'rejected'>;
  #active: string | undefined;
  #made = 0;
  accepted = 0;

  constructor(manual: ManualClock, listener: Pick<ResponseQueue, 'created' | 'done' | 'rejected'>) {
    this.#clock = manual;
    this.#client = listener;
  }

  /** False: it is swallowed, and nothing will be heard of it. */
  create(eventId: string | undefined, fate: number): boolean {
    if (this.#active !== undefined) {
      if (eventId === undefined) return true;
      const named = fate % 2 === 0 ? eventId : undefined;
      this.#later(() => this.#client.rejected(named, true, ERROR));
      return true;
    }
    if (fate % 7 === 6 && eventId !== undefined) return false;
    this.accepted += 1;
    this.#made += 1;
    const responseId = `r${this.#made}`;
    this.#active = responseId;
    this.#later(() => this.#client.created(responseId));
    if (fate % 11 === 10) {
      // Hangs: only a cancellation ends it.
      return true;
    }
    this.#clock.after(100 + fate * 10, () => this.#end(responseId, fate % 5 === 4));
    return true;
  }

  cancel(responseId: string): void {
    this.#later(() => this.#end(responseId, false));
  }

  #end(responseId: string, failed: boolean): void {
    if (this.#active !== responseId) return;
    this.#active = undefined;
    this.#later(() => this.#client.done(responseId, failed ? FAILED : { ok: true }));
  }

  #later(what: () => void): void {
    this.#clock.after(30, what);
  }
}

describe('against a server whose words cross ours', () => {
  const step = fc.record({
    what: fc.constantFrom('request', 'vad', 'cancel', 'wait'),
    waitMs: fc.integer({ min: 0, max: 400 }),
    fate: fc.integer({ min: 0, max: 100 }),
  });

  it('never has two in flight, and always ends', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const time = new ManualClock();
        let fate = 0;
        let inFlight = 0;
        let known: string | undefined;
        let asked = 0;
        let gaveUp = 0;
        const sent: string[] = [];
        const under = new ResponseQueue(time, {
          create: (eventId) => {
            expect(inFlight).toBe(0);
            expect(known).toBeUndefined();
            sent.push(eventId);
            if (server.create(eventId, fate)) inFlight += 1;
          },
          cancel: (responseId) => server.cancel(responseId),
          refused: () => {
            gaveUp += 1;
            inFlight = 0;
          },
          stalled: () => {
            known = undefined;
          },
        });
        const server = new CrossingServer(time, {
          created: (responseId) => {
            inFlight = 0;
            known = responseId;
            under.created(responseId);
          },
          done: (responseId, end) => {
            if (known === responseId) known = undefined;
            under.done(responseId, end);
          },
          rejected: (eventId, busy, error) => {
            inFlight = 0;
            return under.rejected(eventId, busy, error);
          },
        });
        under.open();
        for (const one of steps) {
          fate = one.fate;
          if (one.what === 'request') {
            asked += 1;
            under.request();
          } else if (one.what === 'vad') server.create(undefined, one.fate);
          else if (one.what === 'cancel' && known !== undefined) under.cancel(known);
          time.advance(one.waitMs);
        }
        fate = 0;
        time.advance(30 * 60_000);
        expect(time.pending).toBe(0);
        expect(new Set(sent).size).toBe(sent.length);
        expect(gaveUp).toBeLessThanOrEqual(asked + server.accepted);
        // Ended means: the next request goes out at once.
        known = undefined;
        inFlight = 0;
        const before = sent.length;
        under.request();
        expect(sent.length).toBe(before + 1);
      }),
      { numRuns: 500 },
    );
  });
});
