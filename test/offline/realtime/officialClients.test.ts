import net from 'node:net';
import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { say } from '../../../src/offline/realtime/brain.ts';
import { LocalRealtime } from '../../../src/offline/realtime/localRealtime.ts';
import { joinSounds, silence } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';

const timeTool = {
  type: 'function',
  name: 'current_time',
  description: 'The time of day in a zone.',
  parameters: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
} as const;

describe('clients that others wrote', () => {
  let speech: Speech;
  let server: LocalRealtime;
  beforeAll(() => {
    speech = new Speech();
  });
  afterAll(() => speech.close());
  beforeEach(async () => {
    server = await LocalRealtime.start({ speech, requiredKey: 'test-key' });
    server.script.pacing = { ...server.script.pacing, delayMs: 10, rate: 20 };
  });
  afterEach(() => server.stop());

  it("openai's OpenAIRealtimeWS holds a session: speech, a function call, a cancel", async () => {
    const { hostname, port } = new URL(server.url);
    const client = new OpenAIRealtimeWS(
      {
        model: 'gpt-realtime-2.1',
        options: { createConnection: () => net.connect({ host: hostname, port: Number(port) }) },
      },
      new OpenAI({ apiKey: 'test-key', baseURL: `http://${hostname}:${port}/v1` }),
    );
    const errors: unknown[] = [];
    const deltas: string[] = [];
    client.on('error', (error) => errors.push(error));
    client.on('response.output_audio.delta', (event) => deltas.push(event.delta));
    try {
      await new Promise<void>((resolve) => client.on('session.created', () => resolve()));
      client.send({
        type: 'session.update',
        session: { type: 'realtime', instructions: 'Be brief.', tools: [timeTool], tool_choice: 'auto' },
      });
      await new Promise<void>((resolve) => client.on('session.updated', () => resolve()));

      const asked = await server.teach('What time is it in Tokyo?', { voice: 'awb' });
      const call = new Promise<{ call_id: string; name: string; arguments: string }>((resolve) =>
        client.on('response.function_call_arguments.done', resolve),
      );
      sendSound(joinSounds(silence(300), asked, silence(700)), (audio) =>
        client.send({ type: 'input_audio_buffer.append', audio }),
      );
      expect(await call).toMatchObject({ name: 'current_time', arguments: '{"zone":"Asia/Tokyo"}' });

      const spoken = new Promise<string>((resolve) =>
        client.on('response.output_audio_transcript.done', (event) => resolve(event.transcript)),
      );
      const called = await server.recording.untilEvent('response.done');
      client.send({
        type: 'conversation.item.create',
        item: {
          type: 'function_call_output',
          call_id: (await call).call_id,
          output: JSON.stringify({ time: '14:05' }),
        },
      });
      client.send({ type: 'response.create' });
      expect(await spoken).toBe('It is 14 05.');
      expect(deltas.length).toBeGreaterThan(3);

      const mark = (
        await server.recording.untilEvent((one) => one.type === 'response.done', { after: called.index })
      ).index;
      server.script.answerNext(say('This one will never be finished.', { pacing: { rate: 0.5 } }));
      client.send({ type: 'response.create' });
      await server.recording.untilEvent('response.output_audio.delta', { after: mark });
      client.send({ type: 'response.cancel' });
      const done = await server.recording.untilEvent('response.done', { after: mark });
      expect(done.event.response).toMatchObject({
        status: 'cancelled',
        status_details: { type: 'cancelled', reason: 'client_cancelled' },
      });
      expect(errors).toEqual([]);
    } finally {
      client.close();
    }
  });

  it('@openai/agents-realtime holds a session: it hears, is heard, runs a tool and interrupts', async () => {
    let asked: string | undefined;
    const agent = new RealtimeAgent({
      name: 'Parrot',
      instructions: 'Say what you hear.',
      tools: [
        tool({
          name: 'current_time',
          description: 'The time of day in a zone.',
          parameters: z.object({ zone: z.string() }),
          execute: async ({ zone }) => {
            asked = zone;
            return '09:30';
          },
        }),
      ],
    });
    const session = new RealtimeSession(agent, {
      transport: 'websocket',
      config: { audio: { input: { turnDetection: { type: 'server_vad' } } } },
    });
    const errors: unknown[] = [];
    let heardBytes = 0;
    session.on('error', (error) => errors.push(error));
    session.on('audio', (event) => {
      heardBytes += event.data.byteLength;
    });
    try {
      await session.connect({ apiKey: 'test-key', url: `${server.url}?model=gpt-realtime-2.1` });
      await server.recording.untilEvent('session.updated');

      const question = await server.teach('What time is it in London?', { voice: 'rms' });
      session.sendAudio(asArrayBuffer(joinSounds(silence(300), question, silence(700))));
      const answer = await server.recording.untilEvent('response.output_audio_transcript.done');
      expect(asked).toBe('Europe/London');
      expect(answer.event.transcript).toBe('It is 9 30.');
      await server.recording.untilEvent((one) => one.type === 'response.done' && one.index > answer.index);
      expect(heardBytes).toBeGreaterThan(24_000);
      await server.recording.untilEvent('conversation.item.input_audio_transcription.completed');

      const mark = server.recording.mark();
      server.script.answerNext(
        say('I could go on and on about this for a very long time.', { pacing: { rate: 1 } }),
      );
      session.sendAudio(asArrayBuffer(joinSounds(silence(300), question, silence(700))));
      await server.recording.untilEvent('response.output_audio.delta', { after: mark });
      session.sendAudio(asArrayBuffer(joinSounds(question, silence(700))));
      const cut = await server.recording.untilEvent('response.done', { after: mark });
      expect(cut.event.response).toMatchObject({ status: 'cancelled' });
      await server.recording.untilEvent(
        (one) => one.type === 'conversation.item.truncated' || (one.type === 'error' && one.index > mark),
        { after: mark },
      );
      expect(server.session.truncations.length).toBe(1);
      expect(errors).toEqual([]);
    } finally {
      session.close();
    }
  });
});

function sendSound(pcm: Int16Array, send: (audio: string) => void): void {
  for (let at = 0; at < pcm.length; at += 960)
    send(Buffer.from(pcm.slice(at, at + 960).buffer).toString('base64'));
}

function asArrayBuffer(pcm: Int16Array): ArrayBuffer {
  const copy = new ArrayBuffer(pcm.byteLength);
  new Int16Array(copy).set(pcm);
  return copy;
}
