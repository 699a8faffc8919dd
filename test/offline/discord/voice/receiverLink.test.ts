import { describe, expect, test } from 'vitest';
import {
  type LinkQuality,
  type MediaPacket,
  ReceiverLink,
  USUAL_LINK,
} from '../../../../src/offline/discord/voice/receiverLink.ts';
import { payloadOf, readRtpHeader } from '../../../../src/offline/discord/voice/rtpPacket.ts';
import { newTransportKey, TransportCipher } from '../../../../src/offline/discord/voice/transportCrypto.ts';
import { ManualClock } from '../../../manualClock.ts';

function packet(sequence: number): MediaPacket {
  return {
    fromUserId: '1',
    ssrc: 7,
    sequence,
    timestamp: sequence * 960,
    payload: Buffer.of(sequence, 1, 2),
  };
}

function linkWith(quality: Partial<LinkQuality>): {
  link: ReceiverLink;
  clock: ManualClock;
  arrived: { sequence: number; payload: Buffer | undefined; padded: boolean }[];
} {
  const clock = new ManualClock();
  const key = newTransportKey();
  const receiver = new TransportCipher('aead_aes256_gcm_rtpsize', key);
  const arrived: { sequence: number; payload: Buffer | undefined; padded: boolean }[] = [];
  const link = new ReceiverLink({
    cipher: new TransportCipher('aead_aes256_gcm_rtpsize', key),
    clock,
    quality: { ...USUAL_LINK, paddingShare: 0, ...quality },
    send: (datagram) => {
      const header = readRtpHeader(datagram);
      if (header === undefined) throw new Error('no RTP');
      const opened = receiver.open(datagram, header.clearBytes);
      const payload = opened && payloadOf(header, opened);
      arrived.push({ sequence: header.sequence, payload, padded: header.padded });
    },
  });
  return { link, clock, arrived };
}

describe('the link to a receiver', () => {
  test('hands every packet on, in order and at once', () => {
    const { link, arrived } = linkWith({});
    for (let sequence = 0; sequence < 20; sequence++) link.forward(packet(sequence));
    expect(arrived.map(({ sequence }) => sequence)).toEqual([...Array(20).keys()]);
    expect(arrived[3]?.payload).toEqual(Buffer.of(3, 1, 2));
    expect(link.log.entries).toHaveLength(20);
  });

  test('loses the same packets with the same seed, and others with another', () => {
    const survivors = (seed: number): number[] => {
      const { link, arrived } = linkWith({ lossShare: 0.3, seed });
      for (let sequence = 0; sequence < 200; sequence++) link.forward(packet(sequence));
      return arrived.map(({ sequence }) => sequence);
    };
    expect(survivors(1)).toEqual(survivors(1));
    expect(survivors(1)).not.toEqual(survivors(2));
    expect(survivors(1).length).toBeGreaterThan(110);
    expect(survivors(1).length).toBeLessThan(170);
  });

  test('duplicates, pads and reorders, but loses nothing by that', () => {
    const { link, arrived, clock } = linkWith({ duplicateShare: 0.2, reorderShare: 0.2, paddingShare: 0.5 });
    for (let sequence = 0; sequence < 200; sequence++) link.forward(packet(sequence));
    clock.advance(1000);
    const order = arrived.map(({ sequence }) => sequence);
    expect(new Set(order).size).toBe(200);
    expect(order.length).toBeGreaterThan(210);
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    expect(arrived.filter(({ padded }) => padded).length).toBeGreaterThan(50);
    expect(arrived.every(({ sequence, payload }) => payload?.equals(Buffer.of(sequence, 1, 2)))).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('delays, and forgets what is under way when it ends', () => {
    const { link, arrived, clock } = linkWith({ delayMs: 100 });
    link.forward(packet(1));
    clock.advance(99);
    expect(arrived).toEqual([]);
    clock.advance(1);
    expect(arrived).toHaveLength(1);
    expect(link.log.entries[0]?.atMs).toBe(100);
    link.forward(packet(2));
    link.close();
    expect(clock.pending).toBe(0);
  });

  test('numbers what it injects like the sender would, and moves the rest up', () => {
    const { link, arrived } = linkWith({});
    link.forward(packet(0xfffe));
    link.inject(packet(0xffff), { paddingBytes: 255, spoilTag: false });
    link.inject(packet(0xffff), { paddingBytes: 0, spoilTag: true });
    link.forward(packet(0xffff));
    expect(arrived.map(({ sequence }) => sequence)).toEqual([0xfffe, 0xffff, 0, 1]);
    expect(arrived[2]?.payload).toBeUndefined();
    expect(arrived[3]?.payload).toBeDefined();
  });
});
