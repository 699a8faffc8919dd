import { describe, expect, it } from 'vitest';
import { OwedAnswer } from '../../src/conversation/owedAnswer.ts';
import { ParleyError } from '../../src/errors.ts';
import type { SessionEvent } from '../../src/realtime/sessionEvents.ts';

const error = new ParleyError('lost', { code: 'model_session_lost', tellPerson: 'Lost.' });
const COMMITTED: SessionEvent = { type: 'committed', itemId: 'i1' };
const WRITTEN: SessionEvent = { type: 'userTranscript', itemId: 'i1', text: 'Hello.' };
const LOST: SessionEvent = { type: 'reconnecting', attempt: 1, delayMs: 1, error };
const SOUND: SessionEvent = {
  type: 'audioDelta',
  part: { responseId: 'r1', itemId: 'a1', contentIndex: 0 },
  pcm: new Uint8Array(2),
};
const done = (reason?: string): SessionEvent => ({
  type: 'responseDone',
  responseId: 'r1',
  status: reason === undefined ? 'completed' : 'failed',
  reason,
  usage: undefined,
});

describe('an answer that the model owes', () => {
  it.each<[string, SessionEvent[], boolean]>([
    ['that was lost is asked for again', [COMMITTED, WRITTEN, done('session_lost'), LOST], true],
    ['to what nobody wrote down is not', [COMMITTED, { type: 'responseRefused', error }, LOST], false],
    [
      'to what was still being said is not',
      [{ type: 'speechStarted', itemId: 'i1', startAudioMs: 0 }, LOST],
      false,
    ],
    ['that is being heard is not', [COMMITTED, WRITTEN, SOUND, done('session_lost'), LOST], false],
    ['that came to nothing by itself is not', [COMMITTED, WRITTEN, done(), LOST], false],
    ['is not missed while the session holds', [COMMITTED, WRITTEN], false],
  ])('%s', (_what, events, expected) => {
    const owed = new OwedAnswer();
    for (const event of events) owed.onSession(event);
    expect(owed.takeLost() !== undefined).toBe(expected);
    expect(owed.takeLost()).toBeUndefined();
  });

  it('to what it was told is asked for again, with the same instructions', () => {
    const owed = new OwedAnswer();
    owed.asked('Say it.');
    owed.onSession({ type: 'responseRefused', error });
    owed.onSession(LOST);
    expect(owed.takeLost()).toEqual({ instructions: 'Say it.' });
    owed.asked('Said.');
    owed.onSession(SOUND);
    owed.onSession(LOST);
    expect(owed.takeLost()).toBeUndefined();
  });
});
