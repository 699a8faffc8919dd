import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/clock.ts';
import { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import { Speech } from '../../src/offline/speech/speech.ts';
import type { RealtimeSession } from '../../src/realtime/realtimeSession.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

const PART = { responseId: 'r', itemId: 'i', contentIndex: 0 };

let speech: Speech;
let local: LocalRealtime;
let under: SessionUnderTest;

beforeAll(() => {
  speech = new Speech();
});
afterAll(() => speech.close());
beforeEach(async () => {
  local = await LocalRealtime.start({ speech });
  local.script.pacing = { ...local.script.pacing, delayMs: 5, rate: 50 };
  under = new SessionUnderTest(
    someSettings({ url: local.url, turnDetection: undefined }),
    new SystemClock(),
    () => 0,
  );
  await under.session.connect();
});
afterEach(async () => {
  under.session.close();
  await local.stop();
});

describe('when the server refuses', () => {
  it.each([
    ['input_audio_buffer.append', (session: RealtimeSession) => session.append(new Uint8Array(960))],
    ['input_audio_buffer.commit', (session: RealtimeSession) => session.commit()],
    ['input_audio_buffer.clear', (session: RealtimeSession) => session.clearInput()],
    ['conversation.item.create', (session: RealtimeSession) => session.addText('user', 'Lost.')],
    ['conversation.item.delete', (session: RealtimeSession) => session.deleteItem('item_x')],
    ['response.create', (session: RealtimeSession) => session.requestResponse()],
  ] as const)('%s, the next turn is answered all the same', async (type, act) => {
    local.script.faults.rejectNext(type);
    act(under.session);
    await local.recording.untilEvent('error');
    under.session.truncate(PART, 100);
    under.session.append(new Uint8Array(9_600));
    under.session.commit();
    under.session.requestResponse();
    const done = await under.nth('responseDone');
    expect(done.status).toBe('completed');
    expect(under.all('audioDelta').length).toBeGreaterThan(0);
    expect(under.all('reconnecting')).toEqual([]);
    expect(under.all('failed')).toEqual([]);
  });
});
