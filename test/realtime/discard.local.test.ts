import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/clock.ts';
import { call, say } from '../../src/offline/realtime/brain.ts';
import { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import { Speech } from '../../src/offline/speech/speech.ts';
import type { Dialect } from '../../src/realtime/modelSettings.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

/** Answers that nobody will hear, against a Realtime server that was made by others. */

const DIALECTS: Dialect[] = ['ga', 'beta'];
const NEVER_HEARD = 'This is a rather long answer that nobody will hear to its end.';
const HEARD = 'Here I am.';

let speech: Speech;
let local: LocalRealtime;
let under: SessionUnderTest;

beforeAll(() => {
  speech = new Speech();
});
afterAll(() => speech.close());
afterEach(async () => {
  under.session.close();
  await local.stop();
});

/** Nothing in these tests speaks: this one is the mark that all before it was read. */
const MARK = 'input_audio_buffer.speech_started';

/** What the owner was told since `from`, the line's own events and the marks aside. */
function told(from = 0): string[] {
  const aside = ['roundTrip', 'ready', 'speechStarted'];
  return under.events
    .slice(from)
    .map(({ type }) => type)
    .filter((type) => !aside.includes(type));
}

/** Roles and types of what the server's conversation holds. */
function kept(): string[] {
  return local.session.items.map(({ role, type }) => role ?? type);
}

/** Resolves when each side has read everything that the other had sent. */
async function settled(): Promise<void> {
  const after = local.recording.mark();
  under.session.clearInput();
  await local.recording.untilEvent('input_audio_buffer.cleared', { after });
  const marks = under.all('speechStarted').length;
  local.script.faults.sendEvent({ type: MARK, item_id: 'mark', audio_start_ms: 0 });
  await under.nth('speechStarted', marks + 1);
}

describe.each(DIALECTS)('a discarded response in the %s dialect', (dialect) => {
  beforeEach(async () => {
    local = await LocalRealtime.start({ speech });
    local.script.pacing = { ...local.script.pacing, delayMs: 5, rate: 20, lateDeltasAfterDone: 2 };
    const settings = someSettings({ url: local.url, dialect, turnDetection: undefined });
    under = new SessionUnderTest(settings, new SystemClock(), () => 0);
    await under.session.connect();
    under.session.addText('user', 'Are you there?');
  });

  it('is cancelled as soon as it has a name, and only its bill and its end are told', async () => {
    local.script.answerNext(say(NEVER_HEARD));
    under.session.requestResponse();
    under.session.discardResponse(undefined);
    const done = await under.nth('responseDone');
    expect(done).toMatchObject({ status: 'cancelled', reason: 'discarded' });
    expect(done.usage?.inputTextTokens).toBeGreaterThan(0);
    await settled();
    expect(told()).toEqual(['used', 'responseDone']);
    expect(kept()).toEqual(['user']);
  });

  it('falls silent while its sound streams, and leaves nothing behind', async () => {
    local.script.answerNext(say(NEVER_HEARD));
    under.session.requestResponse();
    const { part } = await under.nth('audioDelta', 2);
    const before = under.events.length;
    under.session.discardResponse(part.responseId);
    under.session.truncate(part, 100);
    const done = await under.nth('responseDone');
    expect(done).toMatchObject({ responseId: part.responseId, reason: 'discarded' });
    expect(done.usage?.outputAudioTokens).toBeGreaterThan(0);
    await settled();
    expect(told(before)).toEqual(['used', 'responseDone']);
    expect(kept()).toEqual(['user']);
    under.session.truncate(part, 100);
    await settled();
    expect(local.recording.ofType('conversation.item.truncate')).toHaveLength(0);
  });

  it('is removed when it had ended already, all of its items', async () => {
    local.script.answerNext({
      parts: [
        { type: 'speech', text: 'One moment.' },
        { type: 'functionCall', name: 'now' },
      ],
    });
    under.session.requestResponse();
    const { responseId } = await under.nth('responseDone');
    expect(kept()).toEqual(['user', 'assistant', 'function_call']);
    const before = under.events.length;
    under.session.discardResponse(responseId);
    under.session.discardResponse(responseId);
    const { callId } = (await under.nth('toolCall')).call;
    under.session.sendToolOutput(callId, '"noon"');
    await settled();
    expect(kept()).toEqual(['user']);
    expect(told(before)).toEqual([]);
    expect(local.recording.ofType('conversation.item.delete')).toHaveLength(2);
  });

  it('runs no function any more', async () => {
    local.script.answerNext(call('now', {}, { pacing: { delayMs: 50 } }));
    under.session.requestResponse();
    const { responseId } = await under.nth('responseCreated');
    under.session.discardResponse(responseId);
    await under.nth('responseDone');
    await settled();
    expect(under.all('toolCall')).toEqual([]);
    expect(kept()).toEqual(['user']);
  });

  it('makes way for exactly one new answer, which knows nothing of it', async () => {
    let seenItems: string[] = [];
    local.script.answerNext(say(NEVER_HEARD), () => {
      seenItems = kept();
      return say(HEARD);
    });
    under.session.requestResponse();
    const { part } = await under.nth('audioDelta');
    under.session.discardResponse(part.responseId);
    under.session.requestResponse();
    const done = await under.nth('responseDone', 2);
    expect(done).toMatchObject({ status: 'completed', reason: undefined });
    expect(seenItems).toEqual(['user']);
    expect(under.all('agentTranscript').map(({ text }) => text)).toEqual([HEARD]);
    await settled();
    expect(kept()).toEqual(['user', 'assistant']);
    expect(local.recording.ofType('response.create')).toHaveLength(2);
    expect(under.all('responseRefused')).toEqual([]);
    expect(under.all('trouble')).toEqual([]);
    expect(under.session.counters).not.toHaveProperty('serverErrors');
  });

  it('makes way even before it has a name, however often that happens', async () => {
    local.script.answerNext(say(NEVER_HEARD), say(HEARD));
    under.session.requestResponse();
    for (let time = 0; time < 3; time += 1) {
      under.session.discardResponse(undefined);
      under.session.requestResponse();
    }
    await under.nth('responseDone', 2);
    await settled();
    expect(local.recording.ofType('response.create')).toHaveLength(2);
    expect(under.all('responseCreated')).toHaveLength(1);
    expect(under.all('agentTranscript').map(({ text }) => text)).toEqual([HEARD]);
    expect(kept()).toEqual(['user', 'assistant']);
  });

  it('is not even asked for while the request still waits', async () => {
    local.script.answerNext(say(HEARD));
    under.session.requestResponse();
    await under.nth('responseCreated');
    under.session.requestResponse();
    under.session.discardResponse(undefined);
    expect(await under.nth('responseDone')).toMatchObject({ status: 'completed' });
    await settled();
    expect(local.recording.ofType('response.create')).toHaveLength(1);
    expect(under.all('responseDone')).toHaveLength(1);
  });
});
