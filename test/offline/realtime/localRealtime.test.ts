import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { say } from '../../../src/offline/realtime/brain.ts';
import { LocalRealtime } from '../../../src/offline/realtime/localRealtime.ts';
import { joinSounds, silence } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';
import { TestClient } from './testClient.ts';

const doneSchema = z.looseObject({
  response: z.looseObject({ status: z.string(), usage: z.looseObject({}) }),
});

describe('LocalRealtime', () => {
  let speech: Speech;
  let server: LocalRealtime;
  let client: TestClient;
  beforeAll(() => {
    speech = new Speech();
  });
  afterAll(() => speech.close());
  beforeEach(async () => {
    server = await LocalRealtime.start({ speech });
    server.script.pacing = { ...server.script.pacing, delayMs: 10, rate: 50 };
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  it('greets with a session that has server VAD and a persona', async () => {
    client = await TestClient.connect(server.url);
    const created = await client.until('session.created');
    expect(created.session).toMatchObject({
      type: 'realtime',
      model: 'gpt-realtime-2.1',
      output_modalities: ['audio'],
      audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 500 } } },
    });
  });

  it('hears a sentence, ends the turn and answers in speech', async () => {
    client = await TestClient.connect(server.url);
    await client.until('session.created');
    const spoken = await speech.synthesize('Good morning, how are you today?', { voice: 'rms' });
    client.append(joinSounds(silence(400), spoken, silence(700)));
    const done = doneSchema.parse(await client.until('response.done'));
    expect(done.response.status).toBe('completed');
    await client.until('rate_limits.updated');
    const order = client.types().filter((type) => !type.endsWith('.delta'));
    expect(order).toEqual([
      'session.created',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ]);
    expect(client.audio().length).toBeGreaterThan(24_000);
    expect(String((await client.until('response.output_audio_transcript.done')).transcript)).toMatch(
      /I heard \d\.\d seconds/,
    );
  });

  it('says what a test scripted, and lets it wait for events', async () => {
    server.script.answerNext(say('Exactly this.'));
    client = await TestClient.connect(server.url);
    client.send({ type: 'response.create' });
    const done = await server.recording.untilEvent('response.output_audio_transcript.done');
    expect(done.event.transcript).toBe('Exactly this.');
  });
});
