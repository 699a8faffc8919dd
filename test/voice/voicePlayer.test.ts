import {
  Networking,
  NetworkingStatusCode,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSilencePacket } from '../../src/audio/format.ts';
import { SystemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { CodecPool } from '../../src/voice/codecPool.ts';
import { OpusFrameEncoder } from '../../src/voice/opusCodec.ts';
import { VoicePlayer } from '../../src/voice/voicePlayer.ts';
import { offlineConnection } from './crafted.ts';
import { ToneSource, toneFrame, until } from './linkWorld.ts';

/** The library's networking without a network: keeps what it was given to send. */
interface Wire {
  connection: VoiceConnection;
  sent: Buffer[];
  refuses: boolean;
}

function readyWire(): Wire {
  const connection = offlineConnection();
  const wire: Wire = { connection, sent: [], refuses: false };
  const networking: Networking = Object.create(Networking.prototype);
  Reflect.set(networking, '_state', { code: NetworkingStatusCode.Ready });
  let waiting: Buffer | undefined;
  networking.prepareAudioPacket = (packet) => {
    if (wire.refuses) throw new RangeError('Unsupported encryption method');
    waiting = packet;
    return packet;
  };
  networking.dispatchAudio = () => {
    if (waiting === undefined) return false;
    wire.sent.push(waiting);
    waiting = undefined;
    return true;
  };
  networking.setSpeaking = () => undefined;
  networking.destroy = () => undefined;
  const { state } = connection;
  if (state.status === VoiceConnectionStatus.Destroyed) throw new Error('destroyed');
  connection.state = { adapter: state.adapter, status: VoiceConnectionStatus.Ready, networking };
  return wire;
}

let wire: Wire;
let player: VoicePlayer;
let counts: Record<string, number>;

beforeEach(() => {
  wire = readyWire();
  counts = {};
  player = new VoicePlayer({
    encoder: new CodecPool().borrowEncoder(),
    botUserId: '1',
    clock: new SystemClock(),
    log: silentLogger(),
    count: (fault) => {
      counts[fault] = (counts[fault] ?? 0) + 1;
    },
  });
  player.attach(wire.connection);
});

afterEach(() => {
  player.destroy();
  wire.connection.destroy();
});

function voiced(packets: Buffer[]): Buffer[] {
  return packets.filter((packet) => !isSilencePacket(packet));
}

describe('the voice player', () => {
  it('encodes each answer as if nothing had been said before', async () => {
    player.play(new ToneSource(200, 900));
    await until('some sound', () => wire.sent.length >= 5);
    const before = wire.sent.length;
    player.play(new ToneSource(3));
    await until('the next answer', () => wire.sent.length > before);
    expect(wire.sent[before]).toEqual(new OpusFrameEncoder().encode(toneFrame(0)));
  });

  it('pulls each frame when it leaves, not earlier: what the owner changes is heard in the very next packet', async () => {
    const ahead: number[] = [];
    const source = new (class extends ToneSource {
      override left(tag: number): void {
        super.left(tag);
        ahead.push(this.pulled - this.leftTags.length);
      }
    })(12);
    player.play(source);
    await until('finished', () => {
      ahead.push(source.pulled - source.leftTags.length);
      return source.finishedTimes > 0;
    });
    expect(source.leftTags).toHaveLength(12);
    expect(Math.max(...ahead)).toBe(0);
  });

  it('at a cut, sends silence with the next beat', async () => {
    const source = new ToneSource(200);
    player.play(source);
    await until('some sound', () => wire.sent.length >= 3);
    const sent = wire.sent.length;
    player.cut();
    await until('the end', () => wire.sent.length >= sent + 5);
    expect(source.pulled).toBe(sent);
    expect(voiced(wire.sent).length).toBe(sent);
    expect(source.leftTags.length).toBe(sent);
    expect(source.finishedTimes).toBe(1);
  });

  it('loses only the packet that cannot be sealed, and says of none of them that it left', async () => {
    wire.refuses = true;
    const source = new ToneSource(5);
    player.play(source);
    await until('finished', () => source.finishedTimes > 0);
    expect(source.leftTags).toEqual([]);
    expect(counts.sendFailed).toBeGreaterThanOrEqual(5);
  });

  it('is stuck while nothing leaves, and a fresh player goes on with the same answer', async () => {
    const source = new ToneSource(30);
    player.play(source);
    await until('some sound', () => source.leftTags.length >= 5);
    wire.refuses = true;
    await until('the stall', () => player.stuckMs > 60);
    wire.refuses = false;
    const left = source.leftTags.length;
    player.reopen();
    await until('sound again', () => source.leftTags.length > left);
    expect(player.stuckMs).toBeLessThan(60);
    await until('finished', () => source.finishedTimes > 0);
    expect(source.leftTags.at(-1)).toBe(29);
    expect(source.finishedTimes).toBe(1);
    expect(player.stuckMs).toBe(0);
  });

  it('waits while there is no connection, and plays from the first frame when there is one', async () => {
    player.detach();
    const source = new ToneSource(5);
    player.play(source);
    expect(source.pulled).toBe(0);
    player.attach(wire.connection);
    await until('finished', () => source.finishedTimes > 0);
    expect(source.leftTags).toEqual([0, 1, 2, 3, 4]);
  });

  it('survives an owner that throws, in whatever it is told', async () => {
    const source = new (class extends ToneSource {
      override left(tag: number): void {
        super.left(tag);
        throw new Error('left');
      }
      override finished(): void {
        super.finished();
        throw new Error('finished');
      }
    })(4);
    player.play(source);
    await until('finished', () => source.finishedTimes > 0);
    expect(source.leftTags.length).toBe(4);
    expect(counts.sourceError).toBe(5);
  });

  it('survives a source whose very first frame fails, or is no frame', async () => {
    const broken = new (class extends ToneSource {
      override pull(): never {
        throw new Error('nothing here');
      }
    })(1);
    player.play(broken);
    const wrong = new (class extends ToneSource {
      override pull() {
        return { samples: new Int16Array(7), tag: 0 };
      }
    })(1);
    await until('finished', () => broken.finishedTimes === 1);
    player.play(wrong);
    await until('finished', () => wrong.finishedTimes === 1);
    expect(counts.sourceError).toBe(2);
    expect(voiced(wire.sent)).toEqual([]);
  });

  it('plays what the owner begins in the moment in which it hears that the last is over', async () => {
    const next = new ToneSource(6, 900);
    const first = new (class extends ToneSource {
      override finished(): void {
        super.finished();
        player.play(next);
      }
    })(6);
    player.play(first);
    await until('both', () => next.finishedTimes > 0);
    expect([first.leftTags.length, next.leftTags.length]).toEqual([6, 6]);
    expect(voiced(wire.sent).length).toBe(12);
  });

  it('loses no frame of an answer that begins in the middle of the beat, and none of it leaves twice', async () => {
    const next = new ToneSource(6, 900);
    const first = new (class extends ToneSource {
      override left(tag: number): void {
        super.left(tag);
        if (tag === 3) player.play(next);
      }
    })(200);
    player.play(first);
    await until('the end', () => next.finishedTimes > 0);
    expect(first.leftTags).toEqual([0, 1, 2, 3]);
    expect(next.leftTags).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(voiced(wire.sent).map((packet) => packet.toString('hex'))).size).toBe(10);
  });

  it('plays the newest when being cut makes the owner begin another', async () => {
    const reaction = new ToneSource(6, 900);
    const first = new (class extends ToneSource {
      override finished(): void {
        super.finished();
        player.play(reaction);
      }
    })(200);
    player.play(first);
    await until('sound', () => first.leftTags.length > 2);
    const second = new ToneSource(6, 1500);
    player.play(second);
    await until('the reaction', () => reaction.finishedTimes > 0);
    expect(second.finishedTimes).toBe(1);
    expect(second.leftTags).toEqual([]);
    expect(reaction.leftTags.length).toBe(6);
  });

  it('leaves nothing on a connection it has left', () => {
    player.play(new ToneSource(50));
    player.detach();
    expect(Object.hasOwn(wire.connection, 'prepareAudioPacket')).toBe(false);
    expect(Object.hasOwn(wire.connection, 'dispatchAudio')).toBe(false);
    expect('subscription' in wire.connection.state && wire.connection.state.subscription).toBeFalsy();
  });
});
