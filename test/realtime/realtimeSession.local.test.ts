import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/clock.ts';
import { call, say } from '../../src/offline/realtime/brain.ts';
import { LocalRealtime, type LocalRealtimeOptions } from '../../src/offline/realtime/localRealtime.ts';
import { joinSounds, silence } from '../../src/offline/speech/soundSource.ts';
import { Speech } from '../../src/offline/speech/speech.ts';
import type { Dialect, ModelSettings } from '../../src/realtime/modelSettings.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

/** The product's session against a Realtime server that was made by others, after the same protocol pages. */

const DIALECTS: Dialect[] = ['ga', 'beta'];
const SAMPLES_PER_APPEND = 480;

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

async function serve(options: LocalRealtimeOptions = {}): Promise<void> {
  local = await LocalRealtime.start({ speech, ...options });
  local.script.pacing = { ...local.script.pacing, delayMs: 5, rate: 50 };
}

function prepare(over: Partial<ModelSettings> = {}): void {
  under = new SessionUnderTest(someSettings({ url: local.url, ...over }), new SystemClock(), () => 0);
}

function speak(sound: Int16Array): void {
  const bytes = new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength);
  for (let at = 0; at < bytes.length; at += SAMPLES_PER_APPEND * 2) {
    under.session.append(bytes.subarray(at, at + SAMPLES_PER_APPEND * 2));
  }
}

describe.each(DIALECTS)('a conversation in the %s dialect', (dialect) => {
  beforeEach(async () => {
    await serve();
    prepare({ dialect });
    await under.session.connect();
  });

  it('is configured with every setting, without a complaint', async () => {
    expect(local.session.dialect).toBe(dialect);
    const updated = await local.recording.untilEvent('session.updated');
    const told = JSON.stringify(updated.event);
    for (const value of ['cedar', 'Be brief.', 'far_field', 'gpt-transcribe', '250', '450', '2000', '1.1']) {
      expect(told).toContain(value);
    }
    expect(under.session.counters).not.toHaveProperty('serverErrors');
  });

  it('hears a sentence and answers it in sound', async () => {
    const sentence = await local.teach('Good morning, how are you today?');
    speak(joinSounds(silence(400), sentence, silence(900)));
    const done = await under.nth('responseDone');
    expect(done).toMatchObject({ status: 'completed', reason: undefined });
    expect(done.usage?.inputAudioTokens).toBeGreaterThan(0);
    expect(done.usage?.outputAudioTokens).toBeGreaterThan(0);
    const heard = await under.nth('userTranscript');
    expect(heard.text).toContain('Good morning');
    expect(under.all('agentTranscript')[0]?.text).toContain('Good morning');
    const answerMs = under.all('audioDelta').reduce((sum, { pcm }) => sum + pcm.length, 0) / 48;
    expect(answerMs).toBeGreaterThan(1_000);
    const order = under.types.filter((type) =>
      [
        'speechStarted',
        'speechStopped',
        'committed',
        'responseCreated',
        'audioDone',
        'responseDone',
      ].includes(type),
    );
    expect(order).toEqual([
      'speechStarted',
      'speechStopped',
      'committed',
      'responseCreated',
      'audioDone',
      'responseDone',
    ]);
    expect(under.session.counters).not.toHaveProperty('malformedEvents');
    expect(under.session.counters).not.toHaveProperty('unknownEvents');
  });

  it('is interrupted, and the server takes the truncation', async () => {
    // Slow enough that the cancellation surely comes while it is being produced.
    local.script.pacing = { ...local.script.pacing, rate: 1 };
    local.script.answerNext(say('This is a rather long answer that nobody will hear to its end.'));
    under.session.requestResponse();
    const { part } = await under.nth('audioDelta', 2);
    under.session.cancelResponse(part.responseId);
    under.session.truncate(part, 120);
    expect((await local.recording.untilEvent('conversation.item.truncated')).event).toMatchObject({
      item_id: part.itemId,
      audio_end_ms: 120,
    });
    expect(await under.nth('responseDone')).toMatchObject({ status: 'cancelled' });
    local.script.pacing = { ...local.script.pacing, rate: 50 };
    under.session.truncate(part, 0);
    await local.recording.untilEvent('conversation.item.deleted');
    under.session.deleteItem(part.itemId);
    under.session.cancelResponse(part.responseId);
    under.session.addText('user', 'Are you there?');
    under.session.requestResponse();
    await under.nth('responseDone', 2);
    expect(under.all('agentTranscript').at(-1)?.text).toContain('Are you there?');
    expect(under.all('trouble')).toEqual([]);
  });

  it('calls a function and speaks about its result', async () => {
    local.script.answerNext(call('now', { zone: 'UTC' }));
    under.session.requestResponse();
    const { call: called } = await under.nth('toolCall');
    expect(called).toMatchObject({ name: 'now', argumentsJson: '{"zone":"UTC"}' });
    under.session.sendToolOutput(called.callId, '{"time":"12:30"}');
    under.session.requestResponse();
    await under.nth('responseDone', 2);
    expect(under.all('agentTranscript').at(-1)?.text).toContain('12 30');
    expect(under.all('responseRefused')).toEqual([]);
  });

  it('asks again for an answer that failed before it began', async () => {
    local.script.answerNext({ parts: [], end: { status: 'failed', code: 'server_error' } }, say('Now.'));
    under.session.requestResponse();
    expect(await under.nth('responseDone')).toMatchObject({ status: 'failed', reason: 'server_error' });
    expect(await under.nth('responseDone', 2)).toMatchObject({ status: 'completed' });
    expect(under.all('responseRefused')).toEqual([]);
  });

  it('asks again for an answer that is empty, once', async () => {
    local.script.answerNext({ parts: [] }, { parts: [] });
    under.session.requestResponse();
    expect(await under.nth('responseDone')).toMatchObject({ status: 'completed', retrying: true });
    expect(await under.nth('responseDone', 2)).not.toHaveProperty('retrying');
    expect(under.all('responseRefused')).toEqual([]);
  });

  it('knows of each commit what became of it', async () => {
    speak(silence(40));
    under.session.commit();
    speak(silence(200));
    under.session.commit();
    under.session.commit();
    await under.nth('commitRefused', 2);
    const answers = under.types.filter((type) => type.startsWith('commit'));
    expect(answers).toEqual(['commitRefused', 'committed', 'commitRefused']);
    expect(under.all('trouble')).toEqual([]);
  });

  it('tells of each transcript that will not come', async () => {
    local.script.transcription.fails = true;
    speak(silence(200));
    under.session.commit();
    const { itemId } = await under.nth('committed');
    expect(await under.nth('transcriptFailed')).toEqual({ type: 'transcriptFailed', itemId });
  });

  it('gets along with an answer of the VAD that is in the way', async () => {
    const sentence = await speech.synthesize('Good morning.', { voice: 'rms' });
    speak(joinSounds(silence(400), sentence, silence(900)));
    await under.nth('committed');
    under.session.requestResponse();
    await under.nth('responseDone', 2);
    expect(under.all('responseRefused')).toEqual([]);
    expect(under.all('trouble')).toEqual([]);
  });

  it('lives on after a lost connection and after nonsense', async () => {
    local.script.faults.sendRaw('{"nonsense":');
    local.script.faults.sendRaw(new Uint8Array([1, 2, 3]));
    local.script.faults.sendHuge(100_000);
    local.script.faults.mangleNext('*', 'duplicate');
    local.script.faults.kill();
    await under.nth('reconnecting');
    await under.nth('ready', 2);
    under.session.requestResponse();
    expect(await under.nth('responseDone')).toMatchObject({ status: 'completed' });
  });
});

describe('a server that refuses', () => {
  it.each<[string, LocalRealtimeOptions, Partial<ModelSettings>, string, string]>([
    ['the key', { requiredKey: 'another' }, {}, 'model_key_refused', 'OPENAI_API_KEY'],
    ['the model', { models: ['other'] }, {}, 'model_not_found', 'REALTIME_MODEL'],
    ['beta', { dialects: ['ga'] }, { dialect: 'beta' }, 'model_wrong_dialect', 'dialect to ga'],
    ['ga', { dialects: ['beta'] }, { dialect: 'ga' }, 'model_wrong_dialect', 'dialect to beta'],
    ['a setting', {}, { speed: 9 }, 'model_session_rejected', 'speed'],
  ])('%s is understood', async (_name, options, settings, code, words) => {
    await serve(options);
    prepare(settings);
    await expect(under.session.connect()).rejects.toMatchObject({
      code,
      retryable: false,
      tellPerson: expect.stringContaining(words),
    });
    expect(under.all('failed')).toEqual([]);
  });

  it('because the account is empty is understood, at the start and later', async () => {
    await serve();
    local.script.faults.fatalNextSession('insufficient_quota');
    prepare();
    await expect(under.session.connect()).rejects.toMatchObject({ code: 'model_no_quota' });
    prepare();
    await under.session.connect();
    local.script.faults.fatal('insufficient_quota');
    expect(await under.nth('failed')).toMatchObject({ error: { code: 'model_no_quota' } });
  });

  it('because a session may not last longer is asked for a new one', async () => {
    await serve();
    prepare();
    await under.session.connect();
    local.script.faults.fatal('session_expired');
    await under.nth('ready', 2);
    expect(under.all('reconnecting')).toHaveLength(1);
  });
});
