import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LocalRealtime, type LocalRealtimeOptions } from '../../../src/offline/realtime/localRealtime.ts';
import { joinSounds, silence } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';
import { errorOf, TestClient } from './testClient.ts';

describe('the beta dialect', () => {
  let speech: Speech;
  let server: LocalRealtime;
  let client: TestClient;
  beforeAll(() => {
    speech = new Speech();
  });
  afterAll(() => speech.close());
  afterEach(async () => {
    client.close();
    await server.stop();
  });
  async function start(options: LocalRealtimeOptions = {}, beta = true): Promise<void> {
    server = await LocalRealtime.start({ ...options, speech });
    server.script.pacing = { ...server.script.pacing, delayMs: 0, rate: 50 };
    client = await TestClient.connect(server.url, { beta });
  }

  it('holds a whole turn under its own names', async () => {
    await start();
    const created = await client.until('session.created');
    expect(created.session).toMatchObject({ modalities: ['audio', 'text'], input_audio_format: 'pcm16' });
    const pcm = await server.teach('Can you hear me?', { voice: 'awb' });
    client.send({
      type: 'session.update',
      session: { temperature: 0.7, input_audio_transcription: { model: 'whisper-1' } },
    });
    await client.until('session.updated');
    client.append(joinSounds(silence(300), pcm, silence(700)));
    await client.until('rate_limits.updated');
    const types = client
      .types()
      .filter((type) => !type.endsWith('.delta') && !type.includes('transcription'));
    expect(types).toEqual([
      'session.created',
      'conversation.created',
      'session.updated',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
      'response.audio.done',
      'response.audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ]);
    expect(client.audio('response.audio.delta').length).toBeGreaterThan(24_000);
    const done = await client.until('response.done');
    expect(done.response).toMatchObject({
      modalities: ['audio', 'text'],
      output: [
        {
          content: [
            { type: 'audio', transcript: 'You said: Can you hear me? That was your first sentence.' },
          ],
        },
      ],
    });
    const transcript = await client.until('conversation.item.input_audio_transcription.completed');
    expect(transcript).toMatchObject({ transcript: 'Can you hear me?', usage: { type: 'duration' } });
  });

  it('refuses GA sessions', async () => {
    await start();
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    expect(errorOf(await client.until('error')).code).toBe('unknown_parameter');
  });

  it('is turned away where it was removed: upgraded, an error, close 4000', async () => {
    await start({ dialects: ['ga'] });
    expect(errorOf(await client.until('error')).code).toBe('beta_api_shape_disabled');
    expect(await client.untilClosed()).toMatchObject({ code: 4000 });
    expect(client.types()).toEqual(['error']);
    expect(server.sessions).toHaveLength(0);
  });

  it('is what a beta-only server speaks, header or not', async () => {
    await start({ dialects: ['beta'] }, false);
    expect((await client.until('session.created')).session).toHaveProperty('modalities');
  });
});
