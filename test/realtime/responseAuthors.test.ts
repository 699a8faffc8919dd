import { beforeEach, describe, expect, it } from 'vitest';
import { noAnswer } from '../../src/realtime/modelErrors.ts';
import { ResponseQueue } from '../../src/realtime/responseQueue.ts';
import { RETRY_DELAY_MS } from '../../src/realtime/responseTimes.ts';
import { ManualClock } from '../manualClock.ts';

const ERROR = noAnswer('no');

let clock: ManualClock;
let queue: ResponseQueue;
let sent: string[];

beforeEach(() => {
  clock = new ManualClock();
  sent = [];
  queue = new ResponseQueue(clock, {
    create: (eventId) => sent.push(eventId),
    cancel: () => {},
    refused: () => {},
    stalled: () => {},
  });
  queue.open();
});

function ask(...userIds: string[]): void {
  queue.request(undefined, () => userIds);
}

describe('whose words a response answers', () => {
  it('is what its request said', () => {
    ask('mia');
    queue.created('r1');
    ask('tom');
    expect(queue.authorsOf('r1')).toEqual(['mia']);
    queue.done('r1', { ok: true });
    queue.created('r2');
    expect(queue.authorsOf('r2')).toEqual(['tom']);
    expect(queue.authorsOf('r1')).toBeUndefined();
  });

  it('is looked at when the request is sent, and never again', () => {
    let now = ['mia'];
    ask('tom');
    queue.created('r1');
    queue.request(undefined, () => now);
    now = ['mia', 'tom'];
    queue.done('r1', { ok: true });
    now = ['tom'];
    queue.created('r2');
    expect(queue.authorsOf('r2')).toEqual(['mia', 'tom']);
  });

  it('is all of them where two requests became one, and nobody where one of them is nobody’s', () => {
    ask('mia');
    queue.created('r1');
    ask('mia', 'tom');
    ask('kim');
    queue.done('r1', { ok: true });
    queue.created('r2');
    expect(queue.authorsOf('r2')).toEqual(['mia', 'tom', 'kim']);
    ask();
    ask('kim');
    queue.done('r2', { ok: true });
    queue.created('r3');
    expect(queue.authorsOf('r3')).toEqual([]);
  });

  it('is not theirs whose request was taken back', () => {
    ask('mia');
    queue.discardRequested();
    ask('tom');
    queue.created('r1');
    queue.done('r1', { ok: true });
    queue.created('r2');
    expect(queue.authorsOf('r2')).toEqual(['tom']);
  });

  it('stays the same when it is asked for once more', () => {
    ask('mia');
    queue.created('r1');
    queue.done('r1', { ok: false, retryable: true, error: ERROR });
    clock.advance(RETRY_DELAY_MS);
    queue.created('r2');
    expect(sent).toHaveLength(2);
    expect(queue.authorsOf('r2')).toEqual(['mia']);
  });

  it('is not known where the server made it unasked, even if that shows only later', () => {
    queue.created('vad1');
    expect(queue.authorsOf('vad1')).toBeUndefined();
    queue.done('vad1', { ok: true });
    ask('mia');
    queue.created('vad2');
    queue.rejected(sent.at(-1), true, ERROR);
    expect(queue.authorsOf('vad2')).toBeUndefined();
    queue.done('vad2', { ok: true });
    queue.created('r1');
    expect(queue.authorsOf('r1')).toEqual(['mia']);
  });
});
