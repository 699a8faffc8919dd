import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readClientEvent } from '../../../src/offline/realtime/clientEvent.ts';
import { LocalRealtime } from '../../../src/offline/realtime/localRealtime.ts';
import { silence } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';
import { errorOf, TestClient } from './testClient.ts';

const userText = (id: string, text: string) => ({
  type: 'conversation.item.create',
  item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});

describe('client events', () => {
  let speech: Speech;
  let server: LocalRealtime;
  let client: TestClient;
  beforeAll(() => {
    speech = new Speech();
  });
  afterAll(() => speech.close());
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

  /** Sends an event that must fail and gives its error. */
  async function fail(event: { type: string; [field: string]: unknown }) {
    const before = client.events.length;
    client.send({ ...event, event_id: 'mine' });
    return errorOf(await client.until('error', before));
  }

  it('with an unknown type get an invalid_request_error that names their event id', async () => {
    expect(await fail({ type: 'session.explode' })).toMatchObject({
      type: 'invalid_request_error',
      code: 'invalid_value',
      param: 'type',
      event_id: 'mine',
    });
    expect(await fail({ type: 'output_audio_buffer.clear' })).toMatchObject({ param: 'type' });
  });

  it('that are no JSON, no object or binary are answered, and the session goes on', async () => {
    client.socket.send('{"type":');
    client.socket.send('7');
    client.socket.send(Buffer.from([1, 2, 3]));
    client.send({ type: 'input_audio_buffer.clear' });
    await client.until('input_audio_buffer.cleared');
    expect(client.ofType('error')).toHaveLength(3);
  });

  it('leave a rejected configuration as it was, with its persona and without tools', async () => {
    const bad = {
      type: 'session.update',
      session: { type: 'realtime', tools: [{ type: 'function', name: 'a b' }] },
    };
    expect(await fail(bad)).toMatchObject({ param: 'session.tools[0].name' });
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    const updated = await client.until('session.updated');
    expect(updated.session).toMatchObject({ tools: [], audio: { output: { voice: 'marin' } } });
  });

  it('append: bad base64 and half samples are refused', async () => {
    expect((await fail({ type: 'input_audio_buffer.append', audio: '%%%' })).message).toContain(
      'invalid base64',
    );
    expect((await fail({ type: 'input_audio_buffer.append', audio: 'AAAA' })).message).toContain(
      'odd number',
    );
    expect(await fail({ type: 'input_audio_buffer.append' })).toMatchObject({
      code: 'missing_required_parameter',
    });
  });

  it('append: more than 15 MiB is refused, 15 MiB are taken', async () => {
    const bytes = 15 * 1024 * 1024;
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null } } },
    });
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(bytes).toString('base64') });
    client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(bytes + 2).toString('base64') });
    expect(errorOf(await client.until('error'))).toMatchObject({
      code: 'string_above_max_length',
      param: 'audio',
    });
    expect(server.session.inputMs).toBeCloseTo(bytes / 48);
  });

  it('commit: below 100 ms is refused, 100 ms become an item', async () => {
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null } } },
    });
    client.append(silence(80));
    expect(await fail({ type: 'input_audio_buffer.commit' })).toMatchObject({
      code: 'input_audio_buffer_commit_empty',
      message:
        'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 80.00ms of audio.',
    });
    client.append(silence(20));
    client.send({ type: 'input_audio_buffer.commit' });
    const committed = await client.until('input_audio_buffer.committed');
    expect(committed.previous_item_id).toBeNull();
    const done = await client.until('conversation.item.done');
    expect(done.item).toMatchObject({
      id: committed.item_id,
      role: 'user',
      content: [{ type: 'input_audio' }],
    });
    expect(client.ofType('response.created')).toHaveLength(0);
  });

  it('clear: what was appended is gone', async () => {
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null } } },
    });
    client.append(silence(500));
    client.send({ type: 'input_audio_buffer.clear' });
    expect(await fail({ type: 'input_audio_buffer.commit' })).toMatchObject({
      code: 'input_audio_buffer_commit_empty',
    });
  });

  it('items: are created in their place, retrieved and deleted', async () => {
    client.send(userText('b', 'second'));
    client.send({ ...userText('a', 'first'), previous_item_id: 'root' });
    client.send({ ...userText('c', 'third'), previous_item_id: 'b' });
    await client.until(
      (event) => event.type === 'conversation.item.done' && JSON.stringify(event).includes('third'),
    );
    expect(server.session.items.map((item) => item.id)).toEqual(['a', 'b', 'c']);
    expect(client.ofType('conversation.item.added').map((event) => event.previous_item_id)).toEqual([
      null,
      null,
      'b',
    ]);
    client.send({ type: 'conversation.item.retrieve', item_id: 'b' });
    expect((await client.until('conversation.item.retrieved')).item).toMatchObject({ id: 'b' });
    client.send({ type: 'conversation.item.delete', item_id: 'b' });
    expect((await client.until('conversation.item.deleted')).item_id).toBe('b');
    expect(server.session.items.map((item) => item.id)).toEqual(['a', 'c']);
  });

  it('items: what does not exist or does not fit is refused', async () => {
    client.send(userText('a', 'first'));
    expect(await fail(userText('a', 'again'))).toMatchObject({ param: 'item.id' });
    expect(await fail({ ...userText('z', 'x'), previous_item_id: 'nobody' })).toMatchObject({
      param: 'previous_item_id',
    });
    expect(await fail({ type: 'conversation.item.delete', item_id: 'nobody' })).toMatchObject({
      code: 'item_delete_invalid_item_id',
    });
    expect(await fail({ type: 'conversation.item.retrieve', item_id: 'nobody' })).toMatchObject({
      code: 'item_retrieve_invalid_item_id',
    });
    const output = { type: 'function_call_output', call_id: 'call_none', output: '1' };
    expect(await fail({ type: 'conversation.item.create', item: output })).toMatchObject({
      code: 'invalid_tool_call_id',
    });
    const wrong = { type: 'message', role: 'assistant', content: [{ type: 'input_text', text: 'x' }] };
    expect(await fail({ type: 'conversation.item.create', item: wrong })).toMatchObject({
      param: 'item.content[0].type',
    });
  });

  it('items: a user may be heard from an item as well', async () => {
    const pcm = await server.teach('Please read this.', { voice: 'rms' });
    const audio = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
    const content = [{ type: 'input_audio', audio }];
    client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    client.send({ type: 'response.create' });
    const said = await client.until('response.output_audio_transcript.done');
    expect(said.transcript).toBe('You said: Please read this. That was your first sentence.');
  });

  it('nothing that arrives breaks the reader', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readClientEvent(text);
      }),
    );
  });

  it('survives all that fuzz on the socket', async () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('item', 'session', 'response'), (value, field) => {
        const type = {
          item: 'conversation.item.create',
          session: 'session.update',
          response: 'response.create',
        }[field];
        client.send({ type, [field]: value });
      }),
      { numRuns: 200 },
    );
    client.send({ type: 'input_audio_buffer.clear' });
    await client.until('input_audio_buffer.cleared');
    expect(client.ofType('error').every((event) => errorOf(event).code !== 'server_error')).toBe(true);
  });
});
