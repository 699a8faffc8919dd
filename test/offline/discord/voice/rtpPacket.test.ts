import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildRtp, payloadOf, readRtpHeader } from '../../../../src/offline/discord/voice/rtpPacket.ts';
import {
  newTransportKey,
  TRANSPORT_MODES,
  TransportCipher,
} from '../../../../src/offline/discord/voice/transportCrypto.ts';

const header = fc.record({
  sequence: fc.nat(0xffff),
  timestamp: fc.nat(0xffff_ffff),
  ssrc: fc.nat(0xffff_ffff),
});
const dress = fc.record({ headerExtension: fc.boolean(), paddingBytes: fc.nat(255) });

describe.each(TRANSPORT_MODES)('an RTP packet under %s', (mode) => {
  test('comes out as it went in, with any extension and padding', () => {
    const key = newTransportKey();
    const sender = new TransportCipher(mode, key);
    const receiver = new TransportCipher(mode, key);
    fc.assert(
      fc.property(header, dress, fc.uint8Array({ maxLength: 300 }), (rtp, clothes, payload) => {
        const { clear, plaintext } = buildRtp(rtp, payload, clothes);
        const datagram = sender.seal(clear, plaintext);
        const read = readRtpHeader(datagram);
        expect(read).toMatchObject({ ...rtp, payloadType: 120, padded: clothes.paddingBytes > 0 });
        if (read === undefined) return;
        const opened = receiver.open(datagram, read.clearBytes);
        expect(opened && payloadOf(read, opened)).toEqual(Buffer.from(payload));
      }),
      { numRuns: 50 },
    );
  });

  test('is refused when a single bit of it changed', () => {
    const key = newTransportKey();
    const { clear, plaintext } = buildRtp({ sequence: 1, timestamp: 2, ssrc: 3 }, Buffer.alloc(20, 9), {
      headerExtension: true,
      paddingBytes: 0,
    });
    const datagram = new TransportCipher(mode, key).seal(clear, plaintext);
    const receiver = new TransportCipher(mode, key);
    for (let index = 0; index < datagram.length; index++) {
      const spoiled = Buffer.from(datagram);
      spoiled.writeUInt8(spoiled.readUInt8(index) ^ 0x04, index);
      expect(receiver.open(spoiled, clear.length)).toBeUndefined();
    }
    expect(receiver.open(datagram, clear.length)).toEqual(plaintext);
  });
});

describe('the header reader', () => {
  test('takes any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const read = readRtpHeader(Buffer.from(bytes));
        if (read !== undefined) payloadOf(read, Buffer.from(bytes).subarray(read.clearBytes));
      }),
    );
  });

  test('skips contributors, and does not believe in more padding than there are bytes', () => {
    const datagram = Buffer.alloc(40);
    datagram.writeUInt8(0x80 | 0x20 | 2, 0);
    const read = readRtpHeader(datagram);
    expect(read?.clearBytes).toBe(20);
    expect(read && payloadOf(read, Buffer.of(1, 2, 200))).toBeUndefined();
  });
});
