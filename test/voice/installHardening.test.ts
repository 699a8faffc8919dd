import { DAVESession, VoiceConnectionStatus, VoiceUDPSocket, VoiceWebSocket } from '@discordjs/voice';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installHardening } from '../../src/voice/hardening/installHardening.ts';
import { VoiceFault } from '../../src/voice/hardening/voiceFault.ts';
import { isVoiceMessage } from '../../src/voice/hardening/voiceMessages.ts';
import { wrapMethod } from '../../src/voice/hardening/wrapMethod.ts';
import { offlineConnection } from './crafted.ts';

/** Discards what a socket to nowhere complains about. */
const NOWHERE = 'ws://127.0.0.1:9';

beforeAll(() => installHardening());

const sockets: VoiceWebSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

function voiceSocket(): { socket: VoiceWebSocket; faults: string[]; passed: unknown[] } {
  const socket = new VoiceWebSocket(NOWHERE, false);
  sockets.push(socket);
  const faults: string[] = [];
  const passed: unknown[] = [];
  socket.on('error', (error) => {
    if (error instanceof VoiceFault) faults.push(error.fault);
  });
  socket.on('packet', (packet) => passed.push(packet));
  socket.on('binary', (message) => passed.push(message));
  return { socket, faults, passed };
}

function message(socket: VoiceWebSocket, data: unknown): void {
  Reflect.apply(socket.onMessage, socket, [{ data }]);
}

describe('the hardening', () => {
  it('refuses any other version of the library, loudly', () => {
    expect(() => installHardening('0.19.3')).toThrow(/0\.19\.3 is installed.*written for 0\.19\.2/);
  });

  it('is installed once', () => {
    const before = VoiceWebSocket.prototype.onMessage;
    installHardening();
    expect(VoiceWebSocket.prototype.onMessage).toBe(before);
  });

  it('refuses a library that lacks a method it wraps', () => {
    expect(() => wrapMethod({}, 'gone', () => undefined)).toThrow(/no method gone/);
  });

  it.each([0, 1, 2])('drops a binary voice message of %i bytes', (length) => {
    const { socket, faults, passed } = voiceSocket();
    message(socket, Buffer.alloc(length));
    expect(faults).toEqual(['shortBinaryFrame']);
    expect(passed).toEqual([]);
  });

  it.each([
    'no JSON',
    'null',
    '[]',
    '{"op":"5"}',
    '{"op":5,"d":null}',
    '{"op":5,"d":{"user_id":7,"ssrc":1}}',
    '{"op":13}',
    '{"op":11,"d":{"user_ids":"all"}}',
    '{"op":8,"d":{"heartbeat_interval":0}}',
    '{"op":8,"d":{"heartbeat_interval":4294967296}}',
    '{"op":2,"d":{"ssrc":1,"ip":"voice.example","port":1,"modes":[]}}',
    '{"op":2,"d":{"ssrc":1,"ip":"127.0.0.1","port":0,"modes":[]}}',
    '{"op":4,"d":{"mode":"aead_aes256_gcm_rtpsize","secret_key":[1]}}',
    '{"op":21,"d":{}}',
    '{"op":24,"d":{"epoch":1}}',
  ])('drops the voice message %s', (text) => {
    const { socket, faults, passed } = voiceSocket();
    message(socket, text);
    expect(faults).toEqual(['malformedVoiceMessage']);
    expect(passed).toEqual([]);
  });

  it('lets good and unknown messages through', () => {
    const { socket, faults, passed } = voiceSocket();
    message(socket, '{"op":5,"d":{"user_id":"7","ssrc":1,"speaking":1}}');
    message(socket, '{"op":99,"seq":4,"d":"what may come"}');
    message(socket, Buffer.from([0, 1, 27, 9]));
    expect(faults).toEqual([]);
    expect(passed.length).toBe(3);
  });

  it('catches what a listener throws', () => {
    const { socket, faults } = voiceSocket();
    socket.on('packet', () => {
      throw new Error('an unforeseen message');
    });
    message(socket, '{"op":99}');
    expect(faults).toEqual(['voiceMessageRefused']);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(typeof isVoiceMessage(text)).toBe('boolean');
      }),
    );
  });

  it('a datagram for a closed socket is no exception', async () => {
    const socket = new VoiceUDPSocket({ ip: '127.0.0.1', port: 9 });
    const faults: unknown[] = [];
    socket.on('error', (error) => faults.push(error));
    socket.destroy();
    // The library's own first keep-alive follows, too: on an unhardened socket it ends the process.
    await new Promise((resolve) => setImmediate(resolve));
    socket.send(Buffer.alloc(8));
    expect(faults.length).toBe(2);
    expect(faults.every((fault) => fault instanceof VoiceFault && fault.fault === 'udpSendFailed')).toBe(
      true,
    );
  });

  it('joins the group anew when decrypting fails for good and the last transition is 0', () => {
    const dave = new DAVESession(1, '1', '2', { decryptionFailureTolerance: 3 });
    const invalidated: number[] = [];
    dave.on('invalidateTransition', (id) => invalidated.push(id));
    dave.on('error', () => undefined);
    dave.reinit();
    if (dave.session === undefined) throw new Error('no session');
    Object.defineProperty(dave.session, 'ready', { value: true });
    dave.lastTransitionId = 0;
    for (let failure = 0; failure < 4; failure++)
      expect(dave.decrypt(Buffer.from([1, 2, 3]), '5')).toBeNull();
    expect(invalidated).toEqual([0]);
    expect(dave.reinitializing).toBe(true);
  });

  it('takes ciphertext for none while no group stands, and plain sound for what it is', () => {
    const dave = new DAVESession(1, '1', '2', {});
    const faults: string[] = [];
    dave.on('error', (error) => faults.push(error instanceof VoiceFault ? error.fault : 'other'));
    dave.reinit();
    expect(dave.decrypt(Buffer.from('f80102fafa', 'hex'), '5')).toBeNull();
    expect(faults).toEqual(['ciphertextBeforeGroup']);
    expect(dave.decrypt(Buffer.from('f80102', 'hex'), '5')).toEqual(Buffer.from('f80102', 'hex'));
  });

  it.each([4004, 4006, 4014, 4017, 4021, 4022, 1006])(
    'close %i only disconnects: the link decides',
    (code) => {
      const connection = offlineConnection();
      Reflect.apply(Reflect.get(connection, 'onNetworkingClose'), connection, [code]);
      expect(connection.state).toMatchObject({ status: VoiceConnectionStatus.Disconnected, closeCode: code });
    },
  );
});
