import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { call, say } from '../../../src/offline/realtime/brain.ts';
import { LocalRealtime } from '../../../src/offline/realtime/localRealtime.ts';
import { joinSounds, silence, sine } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';
import { errorOf, TestClient, type WireEvent } from './testClient.ts';

const responseSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  status_details: z.unknown(),
  conversation_id: z.string().nullable(),
  output: z.array(z.looseObject({ id: z.string(), type: z.string(), status: z.string() })),
});
const response = (event: WireEvent) => responseSchema.parse(event.response);
const SECOND = sine(300, 1_000);

describe('responses', () => {
  let speech: Speech;
  let server: LocalRealtime;
  let client: TestClient;
  beforeAll(() => {
    speech = new Speech();
  });
  afterAll(() => speech.close());
  beforeEach(async () => {
    server = await LocalRealtime.start({ speech });
    server.script.pacing = { ...server.script.pacing, delayMs: 0, rate: 50 };
    client = await TestClient.connect(server.url);
    await client.until('session.created');
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  /** A response of one spoken second that has sent its first sound and then takes for ever. */
  async function endless(): Promise<{ responseId: string; itemId: string }> {
    server.script.answerNext({
      parts: [{ type: 'speech', text: 'one two three four', pcm: joinSounds(SECOND, SECOND) }],
      pacing: { rate: 0.01, chunkMs: 100 },
    });
    const from = client.events.length;
    client.send({ type: 'response.create' });
    const delta = await client.until('response.output_audio.delta', from);
    return { responseId: String(delta.response_id), itemId: String(delta.item_id) };
  }

  it('send scripted sound sample by sample, in chunks', async () => {
    server.script.answerNext({
      parts: [{ type: 'speech', text: 'beep', pcm: SECOND }],
      pacing: { chunkMs: 150 },
    });
    client.send({ type: 'response.create' });
    await client.until('response.done');
    expect(client.audio()).toEqual(SECOND);
    expect(client.ofType('response.output_audio.delta')).toHaveLength(7);
    const words = client.ofType('response.output_audio_transcript.delta').map((event) => event.delta);
    expect(words.join('')).toBe('beep');
  });

  it('can hold several audio items, text and function calls', async () => {
    server.script.answerNext({
      parts: [
        { type: 'speech', text: 'first', pcm: SECOND },
        { type: 'speech', text: 'second', pcm: SECOND },
        { type: 'functionCall', name: 'dice', arguments: { sides: 6 }, callId: 'call_x' },
      ],
    });
    client.send({ type: 'response.create' });
    const done = response(await client.until('response.done'));
    expect(done.output.map((item) => [item.type, item.status])).toEqual([
      ['message', 'completed'],
      ['message', 'completed'],
      ['function_call', 'completed'],
    ]);
    const args = client.ofType('response.function_call_arguments.delta').map((event) => event.delta);
    expect(args.join('')).toBe('{"sides":6}');
    expect(new Set(client.ofType('response.output_audio.delta').map((event) => event.output_index))).toEqual(
      new Set([0, 1]),
    );
    expect(await client.until('response.function_call_arguments.done')).toMatchObject({
      call_id: 'call_x',
      name: 'dice',
      arguments: '{"sides":6}',
    });
  });

  it('are text where text is asked for', async () => {
    server.script.answerNext(say('Only words.'));
    client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    expect((await client.until('response.output_text.done')).text).toBe('Only words.');
    expect(client.ofType('response.output_audio.delta')).toHaveLength(0);
  });

  it('come one at a time: a second create is refused with its event id and no response.done', async () => {
    const { responseId } = await endless();
    client.send({ type: 'response.create', event_id: 'second' });
    const error = errorOf(await client.until('error'));
    expect(error).toMatchObject({ code: 'conversation_already_has_active_response', event_id: 'second' });
    expect(String(error.message)).toContain(responseId);
    expect(client.ofType('response.created')).toHaveLength(1);
  });

  it('may run beside it when they are out-of-band, and leave no item', async () => {
    await endless();
    server.script.answerNext(say('Aside.'));
    const items = server.session.items.length;
    client.send({
      type: 'response.create',
      response: { conversation: 'none', output_modalities: ['text'], metadata: { topic: 'x' }, input: [] },
    });
    const done = await client.until('response.done');
    expect(done.response).toMatchObject({
      conversation_id: null,
      status: 'completed',
      metadata: { topic: 'x' },
    });
    expect(server.session.items.length).toBe(items);
  });

  it('are cancelled by the client; a couple of late deltas still come', async () => {
    const { responseId } = await endless();
    const deltas = client.ofType('response.output_audio.delta').length;
    client.send({ type: 'response.cancel', response_id: responseId });
    const done = response(await client.until('response.done'));
    expect(done).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'client_cancelled' },
    });
    expect(done.output[0]?.status).toBe('incomplete');
    expect(client.ofType('response.output_audio.delta').length).toBe(deltas + 2);
  });

  it('can send deltas even after they are done, when told to', async () => {
    server.script.pacing = { ...server.script.pacing, lateDeltas: 0, lateDeltasAfterDone: 3 };
    await endless();
    client.send({ type: 'response.cancel' });
    await client.until('response.done');
    const doneAt = client.types().indexOf('response.done');
    await client.until('response.output_audio.delta', doneAt);
    client.send({ type: 'input_audio_buffer.clear' });
    await client.until('input_audio_buffer.cleared');
    expect(
      client
        .types()
        .slice(doneAt)
        .filter((type) => type === 'response.output_audio.delta'),
    ).toHaveLength(3);
  });

  it('a cancel with nothing to cancel is a harmless error', async () => {
    client.send({ type: 'response.cancel', event_id: 'c1' });
    expect(errorOf(await client.until('error'))).toMatchObject({
      code: 'response_cancel_not_active',
      event_id: 'c1',
    });
  });

  it('are interrupted by speech', async () => {
    await endless();
    const spoken = await speech.synthesize('Stop now please.', { voice: 'rms' });
    client.append(joinSounds(silence(300), spoken));
    const done = response(await client.until('response.done'));
    expect(done.status_details).toEqual({ type: 'cancelled', reason: 'turn_detected' });
    expect(client.types().indexOf('input_audio_buffer.speech_started')).toBeLessThan(
      client.types().indexOf('response.done'),
    );
  });

  it('are not interrupted when interrupt_response is off; the turn then gets an error instead of an answer', async () => {
    const turn_detection = { type: 'server_vad', interrupt_response: false };
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection } } },
    });
    await endless();
    const spoken = await speech.synthesize('Stop now please.', { voice: 'rms' });
    client.append(joinSounds(silence(300), spoken, silence(800)));
    expect(errorOf(await client.until('error')).code).toBe('conversation_already_has_active_response');
    expect(client.ofType('response.done')).toHaveLength(0);
  });

  it('end as the script says: failed, incomplete, empty', async () => {
    server.script.answerNext(
      { parts: [], end: { status: 'failed', code: 'rate_limit_exceeded', message: 'Too much.' } },
      {
        parts: [{ type: 'speech', text: 'cut', pcm: SECOND }],
        end: { status: 'incomplete', reason: 'content_filter' },
      },
      { parts: [] },
    );
    const details: unknown[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const from = client.events.length;
      client.send({ type: 'response.create' });
      details.push(response(await client.until('response.done', from)).status_details);
    }
    expect(details).toEqual([
      { type: 'failed', error: { type: 'server_error', code: 'rate_limit_exceeded', message: 'Too much.' } },
      { type: 'incomplete', reason: 'content_filter' },
      null,
    ]);
  });

  it('fail when the brain throws', async () => {
    server.script.answerNext(() => {
      throw new Error('no idea');
    });
    client.send({ type: 'response.create' });
    expect(response(await client.until('response.done')).status).toBe('failed');
  });

  it('stop at max_output_tokens', async () => {
    server.script.answerNext({
      parts: [{ type: 'speech', text: 'a b c d', pcm: joinSounds(SECOND, SECOND) }],
    });
    client.send({ type: 'response.create', response: { max_output_tokens: 20 } });
    const done = response(await client.until('response.done'));
    expect(done.status_details).toEqual({ type: 'incomplete', reason: 'max_output_tokens' });
    const heardMs = client.audio().length / 24;
    expect(heardMs).toBeGreaterThan(500);
    expect(heardMs).toBeLessThanOrEqual(1_000);
  });

  it('take longer when the session asks for slow speech', async () => {
    const lengths: number[] = [];
    for (const speed of [1.5, 0.75]) {
      const guest = await TestClient.connect(server.url);
      guest.send({ type: 'session.update', session: { type: 'realtime', audio: { output: { speed } } } });
      server.script.answerNext(say('How long does this take to say?'));
      guest.send({ type: 'response.create' });
      await guest.until('response.done');
      lengths.push(guest.audio().length);
      guest.close();
    }
    expect((lengths[1] ?? 0) / (lengths[0] ?? 1)).toBeGreaterThan(1.6);
  });

  it('bill the whole context again, and find it in the cache', async () => {
    const usage = z.looseObject({
      usage: z.looseObject({
        input_tokens: z.number(),
        input_token_details: z.looseObject({ cached_tokens: z.number(), audio_tokens: z.number() }),
        output_token_details: z.object({ text_tokens: z.number(), audio_tokens: z.number() }),
      }),
    });
    const bills = [];
    const pcm = joinSounds(SECOND, SECOND, SECOND, SECOND);
    for (let turn = 0; turn < 3; turn++) {
      server.script.answerNext({ parts: [{ type: 'speech', text: 'beep', pcm }] });
      const from = client.events.length;
      client.send({ type: 'response.create' });
      bills.push(usage.parse((await client.until('response.done', from)).response).usage);
    }
    expect(bills.map((bill) => bill.output_token_details)).toEqual([
      { text_tokens: 2, audio_tokens: 80 },
      { text_tokens: 2, audio_tokens: 80 },
      { text_tokens: 2, audio_tokens: 80 },
    ]);
    expect(bills.map((bill) => bill.input_token_details.audio_tokens)).toEqual([0, 80, 160]);
    expect(bills.map((bill) => bill.input_token_details.cached_tokens)).toEqual([0, 0, 64]);
  });

  it('lock the voice once the model has been heard', async () => {
    server.script.answerNext(say('Hello.'));
    client.send({ type: 'response.create' });
    await client.until('response.done');
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { output: { voice: 'cedar' } } },
    });
    expect(errorOf(await client.until('error')).code).toBe('cannot_update_voice');
  });

  describe('truncation', () => {
    const truncate = (item_id: string, audio_end_ms: number) =>
      client.send({
        type: 'conversation.item.truncate',
        event_id: 't',
        item_id,
        content_index: 0,
        audio_end_ms,
      });

    it('cuts what was sent, forgets the transcript, and is remembered', async () => {
      const { itemId } = await endless();
      truncate(itemId, 60);
      expect(await client.until('conversation.item.truncated')).toMatchObject({
        item_id: itemId,
        audio_end_ms: 60,
      });
      expect(server.session.truncations).toMatchObject([{ itemId, audioEndMs: 60 }]);
      expect(server.session.items.at(-1)?.content[0]).toMatchObject({ audioMs: 60, transcript: '' });
    });

    it('is refused beyond what was sent, at 0 ms, twice to more, and for what is no answer', async () => {
      const { itemId } = await endless();
      const expected: [string, number, string][] = [
        [itemId, 2_000, 'Audio content of 100ms is already shorter than 2000ms'],
        [itemId, 0, 'Only model output audio messages can be truncated'],
        ['item_nobody', 10, "Error truncating item: the item with id 'item_nobody' does not exist."],
      ];
      for (const [id, ms, message] of expected) {
        const from = client.events.length;
        truncate(id, ms);
        expect(errorOf(await client.until('error', from))).toMatchObject({ message, event_id: 't' });
      }
      truncate(itemId, 50);
      await client.until('conversation.item.truncated');
      const from = client.events.length;
      truncate(itemId, 80);
      expect(errorOf(await client.until('error', from)).message).toContain('already shorter than 80ms');
      const content = [{ type: 'output_text', text: 'restored' }];
      client.send({
        type: 'conversation.item.create',
        item: { id: 'old', type: 'message', role: 'assistant', content },
      });
      const before = client.events.length;
      truncate('old', 10);
      expect(errorOf(await client.until('error', before)).code).toBe('unsupported_content_type');
    });
  });

  it('a function call is answered with its output and one more response', async () => {
    server.script.answerNext(call('roll', { sides: 6 }));
    client.send({ type: 'response.create' });
    const made = await client.until('response.function_call_arguments.done');
    await client.until('response.done');
    const item = { type: 'function_call_output', call_id: made.call_id, output: '{"rolled":4}' };
    client.send({ type: 'conversation.item.create', item });
    client.send({ type: 'response.create' });
    expect((await client.until('response.output_audio_transcript.done')).transcript).toBe('The answer is: 4');
  });
});
