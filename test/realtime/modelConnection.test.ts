import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/clock.ts';
import { CONNECT_DEADLINE_MS, SESSION_TIMEOUT_MS, STABLE_MS } from '../../src/realtime/modelConnection.ts';
import {
  HANDSHAKE_TIMEOUT_MS,
  MAX_MESSAGE_BYTES,
  MAX_REFUSAL_BYTES,
  PING_PERIOD_MS,
  PONG_TIMEOUT_MS,
  REFUSAL_TIMEOUT_MS,
  SILENT_MS,
  URGENT_PONG_TIMEOUT_MS,
} from '../../src/realtime/modelSocket.ts';
import { type Refusal, ScriptedModel, type ScriptedModelOptions } from './scriptedModel.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

let model: ScriptedModel;
let under: SessionUnderTest;

/** `atOnce`: real time, and no waiting between attempts. */
async function prepare(options: ScriptedModelOptions, atOnce = false): Promise<void> {
  model = await ScriptedModel.start(options);
  under = atOnce
    ? new SessionUnderTest(someSettings({ url: model.url }), new SystemClock(), () => 0)
    : new SessionUnderTest(someSettings({ url: model.url }));
}

afterEach(async () => {
  under.session.close();
  await model.stop();
  expect(under.clock.pending).toBe(0);
});

describe('a first connection', () => {
  it.each<[string, Refusal, string]>([
    ['a wrong key', { status: 401 }, 'model_key_refused'],
    ['a wrong model', { status: 404 }, 'model_not_found'],
    [
      'an empty account',
      { status: 429, body: '{"error":{"code":"insufficient_quota","message":"Pay."}}' },
      'model_no_quota',
    ],
  ])('fails at once with %s', async (_name, refusal, code) => {
    await prepare({ refuse: () => refusal });
    await expect(under.session.connect()).rejects.toMatchObject({ code, retryable: false });
    expect(model.upgrades).toBe(1);
    await model.deserted();
    expect(under.types).toEqual([]);
  });

  it('is tried three times while the server is unwell', async () => {
    await prepare({ refuse: () => ({ status: 503 }) }, true);
    await expect(under.session.connect()).rejects.toMatchObject({ code: 'model_unreachable' });
    expect(model.upgrades).toBe(3);
    expect(under.types).toEqual([]);
  });

  it('succeeds at the second try without a word', async () => {
    await prepare({ refuse: (_request, attempt) => (attempt === 1 ? { status: 503 } : undefined) }, true);
    await under.session.connect();
    expect(under.types).not.toContain('reconnecting');
  });

  it('fails when nobody listens', async () => {
    await prepare({}, true);
    await model.stop();
    await expect(under.session.connect()).rejects.toMatchObject({
      code: 'model_unreachable',
      tellPerson: expect.stringContaining('cannot reach the model'),
    });
  });

  it('fails in time when the server says nothing', async () => {
    await prepare({ hangs: true });
    const connected = under.session.connect();
    const outcome = expect(connected).rejects.toMatchObject({ code: 'model_unreachable' });
    await model.upgraded(1);
    under.clock.advance(HANDSHAKE_TIMEOUT_MS);
    under.clock.advance(250);
    await model.upgraded(2);
    under.clock.advance(CONNECT_DEADLINE_MS - HANDSHAKE_TIMEOUT_MS - 250);
    await outcome;
    await model.deserted();
    expect(under.clock.pending).toBe(0);
  });

  it('tries again when the settings are not answered', async () => {
    await prepare({ configures: false });
    const connected = under.session.connect();
    const first = await model.connection(1);
    await first.nth('session.update');
    await under.nth('roundTrip');
    under.clock.advance(SESSION_TIMEOUT_MS);
    under.clock.advance(250);
    const second = await model.connection(2);
    second.send({ type: 'session.updated', session: {} });
    await connected;
    expect(under.types).not.toContain('reconnecting');
  });

  it('reads only so much of a refusal, and only for so long', async () => {
    const endless = `{"error":{"code":"insufficient_quota","message":"${'x'.repeat(MAX_REFUSAL_BYTES * 4)}"}}`;
    await prepare({ refuse: () => ({ status: 403, body: endless, hangs: true }) });
    await expect(under.session.connect()).rejects.toMatchObject({ code: 'model_key_refused' });
    await model.deserted();
    await model.stop();

    await prepare({
      refuse: () => ({ status: 403, body: '{"error":', headers: { 'Content-Length': '900' }, hangs: true }),
    });
    const connected = under.session.connect();
    const outcome = expect(connected).rejects.toMatchObject({ code: 'model_key_refused' });
    await model.upgraded(1);
    await under.clock.started(REFUSAL_TIMEOUT_MS);
    under.clock.advance(REFUSAL_TIMEOUT_MS);
    await outcome;
  });

  it.each([
    ['an address that is none', { url: 'nonsense' }],
    ['an address of another protocol', { url: 'ftp://127.0.0.1/' }],
    ['a header that cannot be sent', { headers: { Authorization: 'Bearer secret\n' } }],
  ])('cannot even begin with %s', async (_name, over) => {
    await prepare({});
    under = new SessionUnderTest(someSettings({ url: model.url, ...over }));
    const error: unknown = await under.session.connect().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'config_invalid', retryable: false });
    expect(String(error)).not.toContain('secret');
    expect(model.upgrades).toBe(0);
  });
});

describe('refused settings', () => {
  it('end it at once and name the field', async () => {
    await prepare({ configures: false });
    const connected = under.session.connect();
    const server = await model.connection();
    const { event_id } = await server.nth('session.update');
    server.error({ code: 'invalid_value', param: 'session.audio.output.voice', event_id });
    await expect(connected).rejects.toMatchObject({
      code: 'model_session_rejected',
      tellPerson: expect.stringContaining('session.audio.output.voice'),
    });
    await model.deserted();
    expect(model.upgrades).toBe(1);
    expect(server.types).toEqual(['session.update']);
  });

  it('of a dialect that is gone say which one to switch to', async () => {
    await prepare({ configures: false });
    under = new SessionUnderTest(someSettings({ url: model.url, dialect: 'beta' }));
    const connected = under.session.connect();
    const server = await model.connection();
    server.error({ code: 'beta_api_shape_disabled' });
    server.socket.close(4000, 'invalid_request_error.beta_api_shape_disabled');
    await expect(connected).rejects.toMatchObject({
      code: 'model_wrong_dialect',
      tellPerson: expect.stringContaining('switch the dialect to ga'),
    });
  });

  it('are known by the close code alone, too', async () => {
    await prepare({ configures: false });
    under = new SessionUnderTest(someSettings({ url: model.url, dialect: 'beta' }));
    const connected = under.session.connect();
    (await model.connection()).socket.close(4000);
    await expect(connected).rejects.toMatchObject({ code: 'model_wrong_dialect' });
  });

  it('that a lenient server took without understanding them are noticed', async () => {
    await prepare({ configures: false });
    const connected = under.session.connect();
    const server = await model.connection();
    server.send({ type: 'session.updated', session: { modalities: ['text', 'audio'], voice: 'alloy' } });
    await expect(connected).rejects.toMatchObject({
      code: 'model_wrong_dialect',
      tellPerson: expect.stringContaining('switch the dialect to beta'),
    });
  });
});

describe('a connection that is lost', () => {
  beforeEach(async () => {
    await prepare({});
    await under.session.connect();
    await under.nth('roundTrip');
  });

  it.each<[string, (server: Awaited<ReturnType<ScriptedModel['connection']>>) => void]>([
    ['cut off', (server) => server.socket.terminate()],
    ['closed with 1001', (server) => server.socket.close(1001)],
    ['closed with 1011', (server) => server.socket.close(1011, 'keepalive')],
    ['closed normally by the server', (server) => server.socket.close(1000)],
    ['an expired session', (server) => server.error({ code: 'session_expired' })],
    ['a message beyond all bounds', (server) => server.socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1))],
    ['bytes that are no WebSocket', (server) => Reflect.get(server.socket, '_socket').write('HTTP/1.1 ')],
  ])('is opened again: %s', async (_name, lose) => {
    lose(await model.connection());
    expect(await under.nth('reconnecting')).toMatchObject({
      attempt: 1,
      delayMs: 250,
      error: { code: 'model_session_lost', retryable: true },
    });
    under.session.append(new Uint8Array(960).fill(3));
    under.clock.advance(250);
    const second = await model.connection(2);
    await under.nth('ready', 2);
    await second.nth('input_audio_buffer.append');
    expect(second.types).toEqual(['session.update', 'input_audio_buffer.append']);
    expect(under.session.counters).toMatchObject({ socketsLost: 1 });
  });

  it('takes what belonged to it along', async () => {
    const part = { responseId: 'resp_1', itemId: 'item_1', contentIndex: 0 };
    const first = await model.connection();
    first.send({ type: 'response.created', response: { id: 'resp_1' } });
    first.send({
      type: 'response.audio.delta',
      response_id: 'resp_1',
      item_id: 'item_1',
      content_index: 0,
      delta: Buffer.alloc(960).toString('base64'),
    });
    first.send({
      type: 'response.output_item.done',
      response_id: 'resp_1',
      item: { type: 'function_call', status: 'completed', call_id: 'c', name: 'now', arguments: '{}' },
    });
    await under.nth('toolCall');
    under.session.requestResponse();
    first.socket.terminate();
    await under.nth('reconnecting');
    under.session.deleteItem('item_1');
    expect(under.session.counters).toMatchObject({ staleItemsSkipped: 1 });
    expect(under.types.slice(-3)).toEqual(['responseRefused', 'responseDone', 'reconnecting']);
    expect(under.all('responseDone')).toMatchObject([{ status: 'failed', reason: 'session_lost' }]);
    under.clock.advance(250);
    await under.nth('ready', 2);
    under.session.truncate(part, 5);
    under.session.sendToolOutput('c', '1');
    under.session.cancelResponse('resp_1');
    under.session.clearInput();
    const second = await model.connection(2);
    await second.nth('input_audio_buffer.clear');
    expect(second.types).toEqual(['session.update', 'input_audio_buffer.clear']);
  });

  it('says nothing more, whatever still comes from it', async () => {
    const first = await model.connection();
    first.error({ code: 'session_expired' });
    first.send({ type: 'input_audio_buffer.speech_started', item_id: 'late', audio_start_ms: 0 });
    await first.closed;
    under.clock.advance(250);
    await under.nth('ready', 2);
    expect(under.all('speechStarted')).toEqual([]);
  });

  it('may be closed by whoever hears of it', async () => {
    const first = await model.connection();
    first.send({ type: 'response.created', response: { id: 'resp_1' } });
    await under.nth('responseCreated');
    under.session.requestResponse();
    under.onEvent = (event) => {
      if (event.type === 'responseRefused') under.session.close();
    };
    first.socket.terminate();
    await under.nth('responseRefused');
    await model.deserted();
    expect(under.types.at(-1)).toBe('responseRefused');
    expect(under.clock.pending).toBe(0);
  });

  it('is closed while it waits for the next attempt', async () => {
    (await model.connection()).socket.terminate();
    await under.nth('reconnecting');
    under.session.close();
    expect(under.clock.pending).toBe(0);
    under.clock.advance(60_000);
    expect(model.upgrades).toBe(1);
  });

  it('counts attempts until a session has held for a while', async () => {
    for (const attempt of [1, 2]) {
      (await model.connection(attempt)).socket.terminate();
      const { delayMs } = await under.nth('reconnecting', attempt);
      expect(under.all('reconnecting').at(-1)).toMatchObject({ attempt });
      under.clock.advance(delayMs);
      await under.nth('ready', attempt + 1);
    }
    await under.nth('roundTrip', 3);
    under.clock.advance(PING_PERIOD_MS);
    await under.nth('roundTrip', 4);
    under.clock.advance(STABLE_MS - PING_PERIOD_MS);
    (await model.connection(3)).socket.terminate();
    expect(await under.nth('reconnecting', 3)).toMatchObject({ attempt: 1 });
  });
});

describe('a connection that is lost again and again', () => {
  it('starts from the beginning when the model answered in between', async () => {
    await prepare({});
    await under.session.connect();
    for (const loss of [1, 2, 3]) {
      const connection = await model.connection(loss);
      connection.send({ type: 'response.created', response: { id: `r${loss}`, output: [] } });
      connection.send({
        type: 'response.done',
        response: { id: `r${loss}`, status: 'completed', output: [{ id: 'i', type: 'message' }] },
      });
      await under.nth('responseDone', loss);
      connection.socket.terminate();
      const { attempt, delayMs } = await under.nth('reconnecting', loss);
      expect(attempt).toBe(1);
      under.clock.advance(delayMs);
      await under.nth('ready', loss + 1);
    }
  });
});

describe('a connection that cannot be opened again', () => {
  it('is given up after eight attempts', async () => {
    let open = true;
    await prepare({ refuse: () => (open ? undefined : { status: 503 }) }, true);
    await under.session.connect();
    open = false;
    (await model.connection()).socket.terminate();
    const { error } = await under.nth('failed');
    expect(error.code).toBe('model_unreachable');
    expect(under.all('reconnecting')).toHaveLength(8);
    expect(model.upgrades).toBe(9);
  });

  it('is given up at once when the key is refused meanwhile', async () => {
    let open = true;
    await prepare({ refuse: () => (open ? undefined : { status: 401 }) }, true);
    await under.session.connect();
    open = false;
    (await model.connection()).socket.terminate();
    const { error } = await under.nth('failed');
    expect(error.code).toBe('model_key_refused');
    expect(model.upgrades).toBe(2);
    expect(under.types.at(-1)).toBe('failed');
  });
});

describe('a server that says when to come again', () => {
  const busy = { status: 503, headers: { 'Retry-After': '7' } };

  it('is obeyed', async () => {
    await prepare({ refuse: (_request, attempt) => (attempt === 2 ? busy : undefined) });
    await under.session.connect();
    (await model.connection()).socket.terminate();
    const { delayMs } = await under.nth('reconnecting');
    under.clock.advance(delayMs);
    expect(await under.nth('reconnecting', 2)).toMatchObject({ attempt: 2, delayMs: 7_250 });
    under.clock.advance(7_250);
    await under.nth('ready', 2);
  });

  it('does not keep a person waiting who asked for the first connection', async () => {
    await prepare({ refuse: (_request, attempt) => (attempt === 1 ? busy : undefined) });
    const connected = under.session.connect();
    await under.clock.started(2_250);
    under.clock.advance(2_250);
    await connected;
    expect(model.upgrades).toBe(2);
  });
});

describe('a connection that takes nothing any more', () => {
  it('is given up, even while it is handed what was held', async () => {
    await prepare({ configures: false });
    const connected = under.session.connect();
    const first = await model.connection();
    await first.nth('session.update');
    first.socket.pause();
    under.session.commit();
    for (let text = 0; text < 40; text += 1) under.session.addText('user', 'x'.repeat(1_000_000));
    under.session.commit();
    under.session.requestResponse();
    first.send({ type: 'session.updated', session: {} });
    const { delayMs } = await under.nth('reconnecting');
    expect(under.types).not.toContain('ready');
    expect(under.all('commitRefused')).toHaveLength(2);
    expect(under.types.at(-1)).toBe('reconnecting');
    under.clock.advance(delayMs);
    const second = await model.connection(2);
    second.send({ type: 'session.updated', session: {} });
    await connected;
    await second.nth('response.create');
    expect(second.types).toEqual(['session.update', 'response.create']);
  });
});

describe('pings', () => {
  beforeEach(async () => {
    await prepare({});
    await under.session.connect();
    await under.nth('roundTrip');
  });

  it('measure the way to the model and back', async () => {
    under.clock.advance(PING_PERIOD_MS);
    expect(await under.nth('roundTrip', 2)).toEqual({ type: 'roundTrip', roundTripMs: 0 });
  });

  it('are not measured by a pong that nobody asked for', async () => {
    const server = await model.connection();
    server.socket.pong('7');
    server.send({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
    await under.nth('speechStarted');
    expect(under.all('roundTrip')).toHaveLength(1);
  });

  it('find out that nobody is there', async () => {
    (await model.connection()).socket.pause();
    under.clock.advance(PING_PERIOD_MS);
    under.clock.advance(PONG_TIMEOUT_MS);
    expect(await under.nth('reconnecting')).toMatchObject({ error: { code: 'model_session_lost' } });
  });

  it('come at once when something was sent and nothing comes', async () => {
    (await model.connection()).socket.pause();
    under.clock.advance(PING_PERIOD_MS / 2);
    under.session.requestResponse();
    under.clock.advance(SILENT_MS + URGENT_PONG_TIMEOUT_MS - 1);
    expect(under.types).not.toContain('reconnecting');
    under.clock.advance(1);
    expect(under.all('reconnecting')).toMatchObject([{ error: { code: 'model_session_lost' } }]);
  });

  it('that come at once are answered by a server that merely has nothing to say', async () => {
    const server = await model.connection();
    under.session.append(new Uint8Array(960));
    under.clock.advance(SILENT_MS);
    await under.nth('roundTrip', 2);
    under.clock.advance(URGENT_PONG_TIMEOUT_MS);
    expect(under.types).not.toContain('reconnecting');
    expect(server.socket.readyState).toBe(server.socket.OPEN);
  });

  it('are not the only sign of life', async () => {
    const server = await model.connection();
    server.socket.pause();
    for (const count of [1, 2, 3]) {
      under.clock.advance(PING_PERIOD_MS);
      server.send({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
      await under.nth('speechStarted', count);
    }
    expect(under.types).not.toContain('reconnecting');
    under.clock.advance(PING_PERIOD_MS + PONG_TIMEOUT_MS);
    expect(under.types).toContain('reconnecting');
  });
});
