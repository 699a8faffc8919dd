import { Readable } from 'node:stream';
import { OpusEncoder } from '@discordjs/opus';
import * as Dysnomia from '@projectdysnomia/dysnomia';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rms } from '../../src/audio/pcm.ts';
import { LocalWorld } from '../../src/offline/world/localWorld.ts';
import type { Talker } from '../../src/offline/world/talker.ts';
import { trustAuthority } from '../voice/trustAuthority.ts';

const FRAME_SAMPLES_48K = 960;
const PLAYED_FRAMES = 50;

/** One second of a tone as 20 ms Opus packets, 48 kHz stereo, behind each other in DCA form (length, packet). */
function toneAsDca(): Buffer {
  const encoder = new OpusEncoder(48_000, 2);
  const packets = Array.from({ length: PLAYED_FRAMES }, (_, frame) => {
    const pcm = new Int16Array(FRAME_SAMPLES_48K * 2);
    for (let index = 0; index < FRAME_SAMPLES_48K; index++) {
      const sample = Math.round(
        8000 * Math.sin((2 * Math.PI * 440 * (frame * FRAME_SAMPLES_48K + index)) / 48_000),
      );
      pcm[2 * index] = sample;
      pcm[2 * index + 1] = sample;
    }
    const packet = encoder.encode(Buffer.from(pcm.buffer));
    const length = Buffer.alloc(2);
    length.writeInt16LE(packet.length);
    return Buffer.concat([length, packet]);
  });
  const metadata = Buffer.from('{}');
  const size = Buffer.alloc(4);
  size.writeInt32LE(metadata.length);
  return Buffer.concat([Buffer.from('DCA1'), size, metadata, ...packets]);
}

describe('dysnomia, a client that others wrote, in a voice channel of the local Discord', () => {
  let world: LocalWorld;
  let mia: Talker;
  let client: Dysnomia.Client;
  let connection: Dysnomia.VoiceConnection;
  let distrust: () => void;

  beforeAll(async () => {
    world = await LocalWorld.start();
    distrust = trustAuthority(world.voice.caPem);
    const channel = world.addVoiceChannel('Lounge');
    mia = world.addTalker('Mia');
    await mia.join(channel);
    const { port } = new URL(world.discord.apiUrl);
    client = new Dysnomia.Client(`Bot ${world.application.botToken}`, {
      gateway: { intents: ['guilds', 'guildVoiceStates'] },
      rest: { baseURL: '/api/v10', domain: '127.0.0.1', port: Number(port), https: false },
    });
    const ready = new Promise<void>((resolve) => client.once('ready', () => resolve()));
    await client.connect();
    await ready;
    connection = await client.joinVoiceChannel(channel.id);
    await mia.client.untilEncryptedWith([world.botId]);
  });

  afterAll(async () => {
    client?.leaveVoiceChannel(connection.channelID ?? '');
    client?.disconnect({ reconnect: false });
    await world?.stop();
    distrust?.();
  });

  it('joins with end-to-end encryption and hears a person', async () => {
    const decoder = new OpusEncoder(24_000, 1);
    const levels: number[] = [];
    connection.receive('opus').on('data', (packet: Buffer, userId: string | undefined) => {
      if (userId !== mia.id) return;
      const pcm = decoder.decode(packet);
      levels.push(rms(new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2)));
    });
    const { packets } = await mia.say('Can you hear me?');
    expect(levels.length).toBeGreaterThanOrEqual(packets);
    expect(Math.max(...levels)).toBeGreaterThan(1000);
  });

  it('plays, and the person hears it whole', async () => {
    const sinceMs = performance.now();
    connection.play(Readable.from([toneAsDca()]), { format: 'dca' });
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
    await mia.heard.untilQuiet(world.botId, 500);
    const voiced = mia.heard.of(world.botId).filter((packet) => packet.voiced && packet.atMs >= sinceMs);
    expect(voiced.length).toBeGreaterThanOrEqual(PLAYED_FRAMES - 1);
    expect(voiced.length).toBeLessThanOrEqual(PLAYED_FRAMES + 1);
  });

  it('left no request that the local Discord does not know', () => {
    expect(world.discord.recording.unknownRoutes).toEqual([]);
  });
});
