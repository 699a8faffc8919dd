import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LocalRealtime } from '../../../src/offline/realtime/localRealtime.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';
import { errorOf, TestClient } from './testClient.ts';

describe('faults on demand', () => {
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
  const { faults } = { faults: () => server.script.faults };

  it('close with any code', async () => {
    faults().close(1011, 'internal');
    expect(await client.untilClosed()).toEqual({ code: 1011, reason: 'internal' });
    await server.recording.untilEvent('socket.close');
  });

  it('cut the connection without a word', async () => {
    faults().kill();
    expect((await client.untilClosed()).code).toBe(1006);
  });

  it('stall: nothing comes, no pong either, until it resumes', async () => {
    faults().stall();
    let pongs = 0;
    client.socket.on('pong', () => pongs++);
    client.socket.ping();
    client.send({ type: 'input_audio_buffer.clear' });
    await server.recording.untilEvent('input_audio_buffer.clear');
    expect(client.types()).toEqual(['session.created']);
    faults().resume();
    await client.until('input_audio_buffer.cleared');
    expect(pongs).toBe(0);
  });

  it('half-open: nobody answers a ping, nothing is read, the connection stays', async () => {
    const healthy = await TestClient.connect(server.url);
    faults().halfOpen('sess_1');
    let pongs = 0;
    client.socket.on('pong', () => pongs++);
    client.socket.ping();
    client.send({ type: 'input_audio_buffer.clear' });
    const pong = new Promise((resolve) => healthy.socket.once('pong', resolve));
    healthy.socket.ping();
    await pong;
    healthy.send({ type: 'input_audio_buffer.clear' });
    await healthy.until('input_audio_buffer.cleared');
    expect(pongs).toBe(0);
    expect(client.types()).toEqual(['session.created']);
    expect(client.closed).toBeUndefined();
    healthy.close();
  });

  it('send garbage, binary frames, huge and unknown events', async () => {
    const lengths: { bytes: number; binary: boolean }[] = [];
    client.socket.on('message', (data: Buffer, binary: boolean) =>
      lengths.push({ bytes: data.length, binary }),
    );
    faults().sendRaw('{"type":"response.do');
    faults().sendRaw(new Uint8Array([0, 1, 2]));
    faults().sendHuge(3_000_000);
    faults().sendEvent({ type: 'response.unheard_of', item_id: 'x' });
    await client.until('response.unheard_of');
    expect(lengths[0]).toEqual({ bytes: 20, binary: false });
    expect(lengths[1]).toEqual({ bytes: 3, binary: true });
    expect(lengths[2]?.bytes).toBeGreaterThan(3_000_000);
  });

  it('drop, double, swap and spoil the next event', async () => {
    faults().mangleNext('response.output_item.added', 'drop');
    faults().mangleNext('response.content_part.added', 'duplicate');
    faults().mangleNext('response.output_audio.done', 'swapWithNext');
    faults().mangleNext('response.output_audio.delta', 'badBase64');
    client.send({ type: 'response.create' });
    await client.until('response.done');
    const types = client.types();
    expect(types).not.toContain('response.output_item.added');
    expect(client.ofType('response.content_part.added')).toHaveLength(2);
    expect(types.indexOf('response.output_audio.done')).toBeGreaterThan(
      types.indexOf('response.output_audio_transcript.done'),
    );
    expect(client.ofType('response.output_audio.delta')[0]?.delta).toContain('not base64');
  });

  it('mangle what a session to come will send', async () => {
    client.close();
    await server.recording.untilEvent('socket.close');
    faults().mangleNext('session.created', 'drop');
    client = await TestClient.connect(server.url);
    client.send({ type: 'input_audio_buffer.clear' });
    await client.until('input_audio_buffer.cleared');
    expect(client.types()).toEqual(['input_audio_buffer.cleared']);
  });

  it('refuse the next client event of a kind, once', async () => {
    faults().rejectNext('session.update', { code: 'server_busy', message: 'Later.' });
    client.send({ type: 'session.update', event_id: 'u1', session: { type: 'realtime' } });
    expect(errorOf(await client.until('error'))).toMatchObject({ code: 'server_busy', event_id: 'u1' });
    client.send({ type: 'session.update', session: { type: 'realtime' } });
    await client.until('session.updated');
  });

  it.each([
    ['session_expired', 1001],
    ['insufficient_quota', 4000],
    ['invalid_api_key', 4000],
  ] as const)('end the session with %s', async (code, closeCode) => {
    faults().fatal(code);
    expect(errorOf(await client.until('error')).code).toBe(code);
    expect((await client.untilClosed()).code).toBe(closeCode);
  });

  it('refuse a session that has just been opened', async () => {
    faults().fatalNextSession('insufficient_quota');
    const second = await TestClient.connect(server.url);
    expect(errorOf(await second.until('error')).code).toBe('insufficient_quota');
    await second.untilClosed();
    expect(second.types()).toEqual(['error']);
  });

  it('expire by themselves after the session limit', async () => {
    const short = await LocalRealtime.start({ speech, sessionLimitMs: 30 });
    const guest = await TestClient.connect(short.url);
    expect(errorOf(await guest.until('error')).code).toBe('session_expired');
    expect((await guest.untilClosed()).code).toBe(1001);
    await short.stop();
  });

  it('refuse upgrades, each as told, then let one in', async () => {
    faults().refuseNextUpgrade({
      status: 429,
      error: { code: 'rate_limit_exceeded' },
      headers: { 'Retry-After': '1' },
    });
    faults().refuseNextUpgrade({ status: 503 });
    expect(await upgradeStatus(server.url)).toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
      retryAfter: '1',
    });
    expect(await upgradeStatus(server.url)).toMatchObject({ status: 503 });
    const third = await TestClient.connect(server.url);
    await third.until('session.created');
    third.close();
  });

  it('accept slowly, and forget a client that did not wait', async () => {
    faults().acceptAfter(60);
    const gone = new WebSocket(`${server.url}?model=m`);
    gone.on('error', () => {});
    gone.terminate();
    const patient = await TestClient.connect(server.url);
    await patient.until('session.created');
    patient.close();
  });
});

describe('upgrades', () => {
  it('want the key, a known model and the right path', async () => {
    const server = await LocalRealtime.start({ requiredKey: 'right', models: ['gpt-realtime-2.1'] });
    const key = (value: string) => ({ Authorization: `Bearer ${value}` });
    expect(await upgradeStatus(server.url)).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(await upgradeStatus(server.url, key('wrong'))).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect(await upgradeStatus(server.url, key('right'), 'gpt-nothing')).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    expect(await upgradeStatus(server.url.replace('realtime', 'other'), key('right'))).toMatchObject({
      status: 404,
    });
    expect(await upgradeStatus(server.url, { 'api-key': 'right' })).toEqual({ status: 101 });
    await server.stop();
  });

  it('without a model are told so and closed', async () => {
    const server = await LocalRealtime.start();
    const client = await TestClient.connect(server.url, { model: '' });
    expect(errorOf(await client.until('error')).code).toBe('missing_model');
    expect((await client.untilClosed()).code).toBe(4000);
    await server.stop();
  });
});

/** What an upgrade is answered with: 101, or the refusal. */
function upgradeStatus(
  url: string,
  headers: Record<string, string> = {},
  model = 'gpt-realtime-2.1',
): Promise<{ status: number; code?: unknown; retryAfter?: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url}?model=${model}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve({ status: 101 });
    });
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (piece) => {
        body += piece;
      });
      response.on('end', () => {
        socket.on('error', () => {});
        const retryAfter = response.headers['retry-after'];
        resolve({ status: response.statusCode ?? 0, code: JSON.parse(body).error.code, retryAfter });
      });
    });
  });
}
