import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { VoiceOp } from '../../../../src/offline/discord/voice/voiceOpcodes.ts';
import { ANNA, BERT, BOT, CHANNEL_ID, CORA, GUILD_ID, LocalVoice, STOCK_LOSS } from './localVoice.ts';
import { syllables } from './testSound.ts';

const WAIT = { timeout: 10_000, interval: 20 };
const TICKET = { guildId: GUILD_ID, channelId: CHANNEL_ID, userId: ANNA, sessionId: 'raw' };
let voice: LocalVoice;

afterEach(async () => {
  await voice.close();
});

/** A socket that says only what a test has it say. */
class RawSocket {
  readonly socket: WebSocket;
  readonly received: { op: number; seq: number | undefined; d: unknown }[] = [];
  readonly closed: Promise<number>;

  constructor() {
    this.socket = new WebSocket(`wss://${voice.server.endpoint}?v=8`, { ca: voice.server.caPem });
    this.closed = once(this.socket, 'close').then(([code]) => Number(code));
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.received.push({ op: data.readUInt8(2), seq: data.readUInt16BE(0), d: undefined });
      else this.received.push(JSON.parse(data.toString()));
    });
  }

  send(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  async until(op: number): Promise<{ seq: number | undefined; d: unknown }> {
    return vi.waitFor(() => {
      const found = this.received.find((message) => message.op === op);
      if (found === undefined) throw new Error(`op ${op} has not come`);
      return found;
    }, WAIT);
  }

  /** Identifies and agrees on transport keys with a port where nobody listens. */
  async enter(): Promise<string> {
    const token = voice.server.admit(TICKET);
    await this.until(VoiceOp.hello);
    this.send(VoiceOp.identify, {
      server_id: GUILD_ID,
      user_id: ANNA,
      session_id: TICKET.sessionId,
      token,
      max_dave_protocol_version: 1,
    });
    await this.until(VoiceOp.ready);
    const data = { address: '127.0.0.1', port: 9, mode: 'aead_aes256_gcm_rtpsize' };
    this.send(VoiceOp.selectProtocol, { protocol: 'udp', data });
    await this.until(VoiceOp.externalSender);
    return token;
  }
}

describe('the voice gateway', () => {
  test('JSON and binary messages share one numbering', async () => {
    voice = await LocalVoice.open();
    const raw = new RawSocket();
    await raw.enter();
    const numbered = raw.received.filter(({ seq }) => seq !== undefined);
    expect(numbered.map(({ op, seq }) => [op, seq])).toEqual([
      [VoiceOp.ready, 1],
      [VoiceOp.sessionDescription, 2],
      [VoiceOp.externalSender, 3],
    ]);
    raw.send(VoiceOp.heartbeat, { t: 5, seq_ack: 3 });
    expect((await raw.until(VoiceOp.heartbeatAck)).d).toEqual({ t: 5 });
  });

  test('a client that comes back is told Resumed first, and then what it missed', async () => {
    voice = await LocalVoice.open();
    const first = new RawSocket();
    const token = await first.enter();
    first.socket.terminate();
    const bert = await voice.person(BERT);
    await vi.waitFor(() => expect(bert.peers).toEqual([ANNA]), WAIT);
    await bert.close();
    const second = new RawSocket();
    await second.until(VoiceOp.hello);
    second.send(VoiceOp.resume, { server_id: GUILD_ID, session_id: TICKET.sessionId, token, seq_ack: 3 });
    await second.until(VoiceOp.clientDisconnect);
    expect(second.received.map(({ op, seq }) => [op, seq])).toEqual([
      [VoiceOp.hello, undefined],
      [VoiceOp.resumed, undefined],
      [VoiceOp.clientsConnect, 4],
      [VoiceOp.clientDisconnect, 5],
    ]);
    expect(voice.server.userIdsIn(GUILD_ID, CHANNEL_ID)).toEqual([ANNA]);
  });

  test('a session is gone when its client does not come back in time, or says goodbye', async () => {
    voice = await LocalVoice.open({ resumeWindowMs: 50 });
    const bert = await voice.person(BERT);
    const lost = new RawSocket();
    const token = await lost.enter();
    lost.socket.terminate();
    await vi.waitFor(() => expect(bert.peers).toEqual([]), WAIT);
    const late = new RawSocket();
    await late.until(VoiceOp.hello);
    late.send(VoiceOp.resume, { server_id: GUILD_ID, session_id: TICKET.sessionId, token, seq_ack: 3 });
    expect(await late.closed).toBe(4006);
  });

  test.each([
    ['speaks before it identifies', 4003, (raw: RawSocket) => raw.send(VoiceOp.speaking, {})],
    ['sends no JSON', 4002, (raw: RawSocket) => raw.socket.send('{')],
    ['sends an empty binary frame', 4002, (raw: RawSocket) => raw.socket.send(Buffer.alloc(0))],
    ['sends a binary frame too early', 4003, (raw: RawSocket) => raw.socket.send(Buffer.of(26, 1))],
    [
      'does not speak DAVE',
      4017,
      (raw: RawSocket) => {
        const token = voice.server.admit(TICKET);
        raw.send(VoiceOp.identify, { server_id: GUILD_ID, user_id: ANNA, session_id: 'raw', token });
      },
    ],
  ])('a client that %s is closed with %d', async (_, code, misbehave) => {
    voice = await LocalVoice.open();
    const raw = new RawSocket();
    await raw.until(VoiceOp.hello);
    misbehave(raw);
    expect(await raw.closed).toBe(code);
  });

  test('a client that asks for an unknown encryption is closed with 4016', async () => {
    voice = await LocalVoice.open({ modes: ['aead_xchacha20_poly1305_rtpsize'] });
    const raw = new RawSocket();
    raw.enter().catch(() => {});
    expect(await raw.closed).toBe(4016);
  });

  test('a client without a heartbeat is closed with 4009', async () => {
    voice = await LocalVoice.open({ heartbeatIntervalMs: 20 });
    expect(await new RawSocket().closed).toBe(4009);
  });

  test('garbage in place of MLS messages costs nobody the connection', async () => {
    voice = await LocalVoice.open();
    const raw = new RawSocket();
    await raw.enter();
    for (const op of [VoiceOp.keyPackage, VoiceOp.commitWelcome]) {
      raw.socket.send(Buffer.concat([Buffer.of(op), Buffer.alloc(30, 0xff)]));
      raw.socket.send(Buffer.of(op));
    }
    raw.send(VoiceOp.heartbeat, { t: 1 });
    await raw.until(VoiceOp.heartbeatAck);
    expect(raw.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('a second Identify of the same member takes the place of the first', async () => {
    voice = await LocalVoice.open();
    const first = new RawSocket();
    await first.enter();
    const second = new RawSocket();
    await second.enter();
    expect(await first.closed).toBe(4006);
    expect(voice.server.userIdsIn(GUILD_ID, CHANNEL_ID)).toEqual([ANNA]);
  });

  test('a stock bot comes back after its server crashed, and hears on', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const bot = await voice.bot();
    await anna.untilEncryptedWith([BOT]);
    bot.listenTo(CORA);
    voice.server.faults.closeSocket({ guildId: GUILD_ID, userId: BOT }, 4015);
    const cora = await voice.person(CORA);
    await cora.untilEncryptedWith([ANNA, BOT]);
    expect(voice.server.recording.of(BOT, 'toClient', VoiceOp.resumed)).toHaveLength(1);
    await cora.speak(syllables(400, 8));
    await vi.waitFor(() => expect(bot.framesFrom(CORA)).toBeGreaterThanOrEqual(25 - STOCK_LOSS), WAIT);
  });

  test('people and a stock bot also understand each other under xchacha20', async () => {
    voice = await LocalVoice.open({ modes: ['aead_xchacha20_poly1305_rtpsize'] });
    const anna = await voice.person(ANNA);
    const bot = await voice.bot();
    await anna.untilEncryptedWith([BOT]);
    bot.listenTo(ANNA);
    await anna.speak(syllables(300, 9));
    await vi.waitFor(() => expect(bot.framesFrom(ANNA)).toBeGreaterThanOrEqual(20 - STOCK_LOSS), WAIT);
  });

  test('the recording holds what went over the wire, and no secret', async () => {
    voice = await LocalVoice.open();
    const raw = new RawSocket();
    const token = await raw.enter();
    const { entries } = voice.server.recording;
    expect(entries.map(({ op }) => op)).toContain(VoiceOp.sessionDescription);
    expect(JSON.stringify(entries)).not.toContain(token);
    const [described] = voice.server.recording.of(ANNA, 'toClient', VoiceOp.sessionDescription);
    expect(described?.data).toMatchObject({ secret_key: '[redacted]' });
  });
});
