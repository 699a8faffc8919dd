import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InputTurns } from '../../../src/offline/realtime/inputTurns.ts';
import { LocalRealtime } from '../../../src/offline/realtime/localRealtime.ts';
import { joinSounds, silence } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';
import { TestClient } from './testClient.ts';

let speech: Speech;
let sentence: Int16Array;
beforeAll(async () => {
  speech = new Speech();
  sentence = await speech.synthesize('This is one sentence.', { voice: 'rms' });
});
afterAll(() => speech.close());

describe('InputTurns', () => {
  /** Input with what it emitted and committed; `verdict` is what the semantic VAD thinks of each pause. */
  function listen(verdict: 'complete' | 'unclear' | 'unfinished' = 'complete') {
    const events: { type: string; [field: string]: unknown }[] = [];
    const committed: { pcm: Int16Array; respond: string | undefined }[] = [];
    let ids = 0;
    const input = new InputTurns({
      emit: (event) => events.push(event),
      newItemId: () => `item_${++ids}`,
      speechStarted: () => {},
      committed: (_itemId, pcm, respond) => committed.push({ pcm, respond }),
      completeness: () => verdict,
    });
    return { input, events, committed };
  }
  const semantic = (eagerness: 'low' | 'medium' | 'high') => ({
    type: 'semantic_vad' as const,
    eagerness,
    create_response: true,
    interrupt_response: true,
  });
  const server = (silence_duration_ms = 500, prefix_padding_ms = 300) => ({
    type: 'server_vad' as const,
    threshold: 0.5,
    prefix_padding_ms,
    silence_duration_ms,
    idle_timeout_ms: null,
    create_response: true,
    interrupt_response: true,
  });

  it('counts audio time from the first sample, prefix included', () => {
    const { input, events, committed } = listen();
    input.configure(server(500, 300));
    input.append(joinSounds(silence(2_000), sentence, silence(600)));
    const [started, stopped] = events;
    expect(started?.audio_start_ms).toBeGreaterThan(1_650);
    expect(started?.audio_start_ms).toBeLessThan(1_850);
    expect(stopped?.item_id).toBe(started?.item_id);
    const heardMs = (committed[0]?.pcm.length ?? 0) / 24;
    expect(heardMs).toBeCloseTo(Number(stopped?.audio_end_ms) - Number(started?.audio_start_ms), -1);
  });

  it('hands over exactly the samples it was sent', () => {
    const { input, events, committed } = listen();
    input.configure(server());
    const sound = joinSounds(silence(400), sentence, silence(600));
    for (let at = 0; at < sound.length; at += 500) input.append(sound.slice(at, at + 500));
    const from = Number(events[0]?.audio_start_ms) * 24;
    const pcm = committed[0]?.pcm ?? new Int16Array(0);
    expect(pcm).toEqual(sound.slice(from, from + pcm.length));
  });

  it('waits as long as semantic eagerness says when the words trail off', () => {
    for (const [eagerness, waitMs] of [
      ['high', 2_000],
      ['medium', 4_000],
      ['low', 8_000],
    ] as const) {
      const { input, events } = listen('unfinished');
      input.configure(semantic(eagerness));
      input.append(joinSounds(silence(300), sentence, silence(waitMs - 500)));
      expect(events.at(-1)?.type).toBe('input_audio_buffer.speech_started');
      input.append(silence(700));
      expect(events.at(-1)?.type).toBe('input_audio_buffer.speech_stopped');
    }
  });

  it('ends a finished sentence soon, and one it cannot judge in between', () => {
    for (const [verdict, soonestMs, latestMs] of [
      ['complete', 150, 500],
      ['unclear', 800, 1_200],
    ] as const) {
      const { input, events } = listen(verdict);
      input.configure(semantic('medium'));
      input.append(joinSounds(silence(300), sentence, silence(soonestMs)));
      expect(events.map((event) => event.type)).toEqual(['input_audio_buffer.speech_started']);
      input.append(silence(latestMs - soonestMs));
      expect(events.map((event) => event.type)).toHaveLength(2);
    }
  });

  it('commits by hand in the middle of speech, under the item id that speech was given', () => {
    const { input, events, committed } = listen();
    input.configure({ ...server(), create_response: false });
    input.append(joinSounds(silence(200), sentence.subarray(0, 14_400)));
    expect(input.speaking).toBe(true);
    input.commit();
    expect(committed).toHaveLength(1);
    expect(committed[0]?.respond).toBeUndefined();
    expect(input.speaking).toBe(false);
    input.append(silence(1_000));
    expect(events.map((event) => event.type)).toEqual(['input_audio_buffer.speech_started']);
  });

  it('keeps nothing between turns but what a next one may begin with', () => {
    const { input } = listen();
    input.configure(server(500, 100));
    input.append(silence(60_000));
    expect(() => input.commit()).not.toThrow();
    const { input: fresh } = listen();
    fresh.configure(null);
    fresh.append(silence(60_000));
    expect(fresh.appendedMs).toBe(60_000);
  });
});

describe('turns over the socket', () => {
  let server: LocalRealtime;
  let client: TestClient;
  beforeEach(async () => {
    server = await LocalRealtime.start({ speech });
    server.script.pacing = { ...server.script.pacing, delayMs: 0, rate: Number.POSITIVE_INFINITY };
    client = await TestClient.connect(server.url);
    await client.until('session.created');
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });
  const turn = () => joinSounds(silence(300), sentence, silence(700));
  const transcribe = (input: Record<string, unknown> = {}) =>
    client.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        audio: { input: { transcription: { model: 'gpt-transcribe' }, ...input } },
      },
    });

  it('says what was really in the audio, and how many sentences there were', async () => {
    const weather = await server.teach('How is the weather?', { voice: 'awb' });
    client.append(joinSounds(silence(300), weather, silence(700)));
    const first = await client.until('response.output_audio_transcript.done');
    expect(first.transcript).toBe('You said: How is the weather? That was your first sentence.');
    const from = client.events.length;
    client.append(turn());
    const second = await client.until('response.output_audio_transcript.done', from);
    expect(second.transcript).toMatch(/^I heard [12]\.\d seconds of sound/);
  });

  it('sends the transcript before the response, during it or after it', async () => {
    transcribe();
    for (const order of ['before', 'after'] as const) {
      server.script.transcription = { order, delayMs: 0, fails: false };
      server.script.hearNextAs('two words');
      const from = client.events.length;
      client.append(turn());
      await client.until('response.done', from);
      await client.until('conversation.item.input_audio_transcription.completed', from);
      const types = client.types().slice(from);
      const transcript = types.indexOf('conversation.item.input_audio_transcription.completed');
      const beside = types.indexOf(order === 'before' ? 'response.created' : 'response.done');
      expect(transcript < beside).toBe(order === 'before');
    }
    const words = client
      .ofType('conversation.item.input_audio_transcription.delta')
      .map((event) => event.delta);
    expect(words).toEqual(['two', ' words', 'two', ' words']);
  });

  it('can fail to transcribe', async () => {
    transcribe();
    server.script.transcription = { order: 'during', delayMs: 0, fails: true };
    client.append(turn());
    expect((await client.until('conversation.item.input_audio_transcription.failed')).error).toMatchObject({
      code: 'audio_unintelligible',
    });
  });

  it('gives back the audio of an item that is retrieved', async () => {
    client.append(turn());
    const committed = await client.until('input_audio_buffer.committed');
    client.send({ type: 'conversation.item.retrieve', item_id: committed.item_id });
    const retrieved = await client.until('conversation.item.retrieved');
    expect(JSON.stringify(retrieved)).toContain('"audio":"');
  });

  it('speaks up by itself after the idle timeout', async () => {
    client.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 50 } } },
      },
    });
    server.script.answerNext({ parts: [] });
    client.append(silence(500));
    client.send({ type: 'response.create' });
    const timeout = await client.until('input_audio_buffer.timeout_triggered');
    expect(timeout).toMatchObject({ audio_start_ms: 450, audio_end_ms: 500 });
    expect((await client.until('response.output_audio_transcript.done')).transcript).toContain(
      'heard 0.1 seconds',
    );
  });

  it('shows what a session was sent', async () => {
    const sound = turn();
    client.append(sound);
    await client.until('response.done');
    expect(server.session.inputPcm()).toEqual(sound);
    expect(server.session.inputMs).toBeCloseTo(sound.length / 24);
  });
});
