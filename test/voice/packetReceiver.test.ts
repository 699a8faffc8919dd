import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SILENCE_PACKET } from '../../src/audio/format.ts';
import { AllowedSpeakers } from '../../src/voice/allowedSpeakers.ts';
import { PacketReceiver } from '../../src/voice/hardening/packetReceiver.ts';
import { HearingWatch } from '../../src/voice/hearingWatch.ts';
import type { VoicePacket } from '../../src/voice/voiceEvents.ts';
import { ManualClock } from '../manualClock.ts';
import { type Crafted, craftDatagram, offlineConnection } from './crafted.ts';

const BOT_ID = '99';
const BOT_SSRC = 1;
const ANNA_SSRC = 500;
const SOUND = Uint8Array.from([0xf8, 1, 2, 3, 4, 5]);

const EVERYBODY = ['anna', 'bert', 'cora', ...Array.from({ length: 100 }, (_, i) => `user ${100 + i}`)];

let allowed: AllowedSpeakers;
let clock: ManualClock;
let packets: VoicePacket[];
let told: string[];
let counts: Record<string, number>;
let connection: ReturnType<typeof offlineConnection>;
let receiver: PacketReceiver;

beforeEach(() => {
  allowed = new AllowedSpeakers();
  allowed.allow(EVERYBODY);
  clock = new ManualClock();
  packets = [];
  told = [];
  counts = {};
  connection = offlineConnection(BOT_SSRC);
  receiver = new PacketReceiver({
    connection,
    botUserId: BOT_ID,
    allowed,
    clock,
    hearing: new HearingWatch(clock),
    sink: {
      packet: (packet) => packets.push(packet),
      transmissionEnded: (userId) => told.push(`ended ${userId}`),
      speakerGone: (userId) => told.push(`gone ${userId}`),
      keepAliveEcho: () => told.push('echo'),
      count: (fault) => {
        counts[fault] = (counts[fault] ?? 0) + 1;
      },
    },
  });
});

function name(userId = 'anna', audioSSRC = ANNA_SSRC): void {
  connection.receiver.ssrcMap.update({ userId, audioSSRC });
}

function receive(parts: Partial<Crafted> & { sequence: number }): void {
  connection.receiver.onUdpMessage(craftDatagram({ ssrc: ANNA_SSRC, payload: SOUND, ...parts }));
}

describe('the packet receiver', () => {
  it('delivers a packet in the very call in which its datagram comes', () => {
    name();
    receive({ sequence: 65_535 });
    expect(packets).toEqual([
      {
        userId: 'anna',
        opus: Buffer.from(SOUND),
        ssrc: ANNA_SSRC,
        sequence: 65_535,
        timestamp: (65_535 * 960) >>> 0,
      },
    ]);
  });

  it.each([0xbede, 0x1000, 0x1234])(
    'takes a header extension of profile %i off, whatever its profile',
    (profile) => {
      name();
      receive({ sequence: 1, extension: { profile, words: 3 } });
      expect(packets.map(({ opus }) => opus)).toEqual([Buffer.from(SOUND)]);
    },
  );

  it('takes no extension off where the X bit is not set, even when the ciphertext begins like one', () => {
    name();
    for (let sequence = 0; packets.length < 300; sequence++) receive({ sequence });
    expect(packets.every(({ opus }) => Buffer.from(SOUND).equals(opus))).toBe(true);
  });

  it('reads past contributing sources', () => {
    name();
    receive({ sequence: 1, contributingSources: 2, extension: { profile: 0xbede, words: 1 } });
    expect(packets.map(({ opus }) => opus)).toEqual([Buffer.from(SOUND)]);
  });

  it('takes padding off, and ignores what is all padding', () => {
    name();
    receive({ sequence: 1, paddingBytes: 200 });
    receive({ sequence: 2, payload: new Uint8Array(), paddingBytes: 255 });
    receive({ sequence: 3, payload: new Uint8Array(), paddingBytes: 9, extension: { profile: 1, words: 2 } });
    expect(packets.map(({ opus }) => opus)).toEqual([Buffer.from(SOUND)]);
    expect(counts).toEqual({ paddingOnly: 2 });
  });

  it('drops what contradicts itself', () => {
    name();
    const lying = craftDatagram({ ssrc: ANNA_SSRC, sequence: 1, payload: SOUND, paddingBytes: 1 });
    expect(lying.length).toBeGreaterThan(0);
    receive({ sequence: 2, payload: Uint8Array.from([1, 2, 200]), paddingBytes: 0 });
    packets.length = 0;
    receive({ sequence: 3, payload: new Uint8Array(), extension: { profile: 1, words: 0 } });
    receive({ sequence: 4, payload: new Uint8Array(1276).fill(1) });
    expect(packets).toEqual([]);
    expect(counts).toEqual({ paddingOnly: 1, notOpus: 1 });
  });

  it('survives every byte of a datagram being wrong, and takes none of it for sound', () => {
    name();
    const good = craftDatagram({ ssrc: ANNA_SSRC, sequence: 9, payload: SOUND });
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x41;
      connection.receiver.onUdpMessage(bad);
    }
    expect(packets).toEqual([]);
  });

  it('survives any datagram', () => {
    name();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, likeRtp) => {
        const datagram = Buffer.from(bytes);
        if (likeRtp) datagram.set([0xb0, 120].slice(0, datagram.length));
        connection.receiver.onUdpMessage(datagram);
        expect(packets).toEqual([]);
      }),
    );
  });

  it('knows keep-alive echoes and control packets, and counts neither', () => {
    connection.receiver.onUdpMessage(Buffer.alloc(8));
    connection.receiver.onUdpMessage(Buffer.from([0x81, 201, 0, 7, ...Buffer.alloc(28)]));
    expect(told).toEqual(['echo']);
    expect(counts).toEqual({});
  });

  it('ignores the bot itself', () => {
    receive({ sequence: 1, ssrc: BOT_SSRC });
    name(BOT_ID, 77);
    receive({ sequence: 1, ssrc: 77 });
    expect(packets).toEqual([]);
  });

  describe('sound before its name', () => {
    it('waits, and comes whole and in order when the name comes', () => {
      for (let sequence = 0; sequence < 5; sequence++) receive({ sequence });
      expect(packets).toEqual([]);
      clock.advance(490);
      name();
      expect(packets.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
      receive({ sequence: 5 });
      expect(packets.length).toBe(6);
    });

    it('is forgotten after half a second', () => {
      receive({ sequence: 0 });
      clock.advance(300);
      receive({ sequence: 1 });
      clock.advance(300);
      name();
      expect(packets.map(({ sequence }) => sequence)).toEqual([1]);
    });

    it('is 25 packets at most, the newest', () => {
      for (let sequence = 0; sequence < 40; sequence++) receive({ sequence });
      name();
      expect(packets.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 25 }, (_, i) => i + 15));
      expect(counts.earlyAudioDropped).toBe(15);
    });

    it('is kept for 16 speakers at most', () => {
      for (let ssrc = 100; ssrc < 200; ssrc++) receive({ sequence: 1, ssrc });
      for (let ssrc = 100; ssrc < 200; ssrc++) name(`user ${ssrc}`, ssrc);
      expect(packets.length).toBe(16);
      expect(counts.earlyAudioDropped).toBe(84);
    });
  });

  describe('silence', () => {
    it('ends a transmission once, is no sound, and means nothing before there was sound', () => {
      name();
      receive({ sequence: 1, payload: SILENCE_PACKET });
      expect(told).toEqual([]);
      receive({ sequence: 2 });
      for (let sequence = 3; sequence < 8; sequence++) receive({ sequence, payload: SILENCE_PACKET });
      expect(told).toEqual(['ended anna']);
      receive({ sequence: 8 });
      receive({ sequence: 9, payload: SILENCE_PACKET });
      expect(told).toEqual(['ended anna', 'ended anna']);
      expect(packets.map(({ sequence }) => sequence)).toEqual([2, 8]);
    });

    it('that overtook sound does not end it twice', () => {
      name();
      receive({ sequence: 65_534 });
      receive({ sequence: 0, payload: SILENCE_PACKET });
      receive({ sequence: 65_535 });
      receive({ sequence: 1, payload: SILENCE_PACKET });
      expect(told).toEqual(['ended anna']);
      expect(packets.length).toBe(2);
    });

    it('is understood again when a speaker comes back with other numbers', () => {
      name();
      receive({ sequence: 60_000 });
      receive({ sequence: 60_001, payload: SILENCE_PACKET });
      name('anna', 501);
      receive({ sequence: 59_990, ssrc: 501 });
      receive({ sequence: 59_991, ssrc: 501, payload: SILENCE_PACKET });
      expect(told).toEqual(['ended anna', 'ended anna']);
    });
  });

  describe('somebody who may not be heard', () => {
    it('is nobody until it is told who may be', () => {
      allowed.allow([]);
      name();
      receive({ sequence: 1 });
      allowed.allow(['anna']);
      receive({ sequence: 2 });
      expect(packets.map(({ sequence }) => sequence)).toEqual([2]);
      expect(counts).toEqual({ notAllowed: 1 });
    });

    it('is dropped before anything is decrypted, also while nobody knows whose sound it is', () => {
      allowed.allow(['bert']);
      // Whoever tries to open this counts a bad tag.
      const damaged = craftDatagram({ ssrc: ANNA_SSRC, sequence: 1, payload: SOUND });
      damaged[20] = (damaged[20] ?? 0) ^ 0xff;
      connection.receiver.onUdpMessage(damaged);
      name();
      connection.receiver.onUdpMessage(damaged);
      receive({ sequence: 3, payload: SILENCE_PACKET });
      expect([packets, told]).toEqual([[], []]);
      expect(counts).toEqual({ earlyAudioHeld: 1, notAllowed: 3 });
      allowed.allow(['anna']);
      connection.receiver.onUdpMessage(damaged);
      expect(counts.badAuthTag).toBe(1);
    });

    it('is heard no longer from the packet on with which that changed, and again when it changes back', () => {
      name();
      receive({ sequence: 1 });
      allowed.allow(['bert']);
      receive({ sequence: 2 });
      receive({ sequence: 3, payload: SILENCE_PACKET });
      allowed.allow(['anna']);
      receive({ sequence: 4, payload: SILENCE_PACKET });
      receive({ sequence: 5 });
      expect(packets.map(({ sequence }) => sequence)).toEqual([1, 5]);
      expect(told).toEqual([]);
    });
  });

  it('forgets everyone at a change of voice server', () => {
    name();
    name('bert', 600);
    receive({ sequence: 1 });
    receive({ sequence: 1, ssrc: 700 });
    receiver.forgetEveryone();
    expect(told).toEqual(['gone anna']);
    receive({ sequence: 2 });
    name('cora', 700);
    expect(packets.length).toBe(1);
  });

  it('lets go of the connection', () => {
    name();
    receive({ sequence: 1 });
    receiver.close();
    receive({ sequence: 2 });
    connection.receiver.ssrcMap.delete('anna');
    expect(packets.length).toBe(1);
    expect(told).toEqual([]);
    expect(connection.receiver.ssrcMap.eventNames()).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
