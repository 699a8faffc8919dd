import { entersState, joinVoiceChannel, type VoiceConnection, VoiceConnectionStatus } from '@discordjs/voice';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalDiscord } from '../../../src/offline/discord/localDiscord.ts';
import type { LocalGuild } from '../../../src/offline/discord/localGuild.ts';
import { VoiceServer } from '../../../src/offline/discord/voice/voiceServer.ts';
import { trustAuthority } from '../../voice/trustAuthority.ts';
import { next } from './discordWorld.ts';

const LIMIT_MS = 15_000;

describe('the local Discord with its own voice server', () => {
  let discord: LocalDiscord;
  let house: LocalGuild;
  let client: Client<true>;
  let stopTrusting: () => void;

  beforeEach(async () => {
    const voice = await VoiceServer.start();
    stopTrusting = trustAuthority(voice.caPem);
    discord = await LocalDiscord.start({ voice });
    const application = discord.addApplication({ name: 'Parley' });
    house = discord.addGuild({ name: 'House' });
    house.install(application);
    const starting = new Client({
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
      rest: { api: discord.apiUrl },
    });
    const ready = next(starting, Events.ClientReady);
    await starting.login(application.botToken);
    [client] = await ready;
  });
  afterEach(async () => {
    await client.destroy();
    await discord.stop();
    stopTrusting();
  });

  async function join(channelId: string): Promise<VoiceConnection> {
    const guild = await client.guilds.fetch(house.id);
    const { voiceAdapterCreator: adapterCreator } = guild;
    const connection = joinVoiceChannel({ guildId: guild.id, channelId, adapterCreator });
    connection.on('error', () => undefined);
    return entersState(connection, VoiceConnectionStatus.Ready, LIMIT_MS);
  }

  it('carries a stock voice connection through a move and a gateway resume', async () => {
    const [from, to] = ['From', 'To'].map((name) => house.addVoiceChannel({ name }));
    if (from === undefined || to === undefined) throw new Error('no channels');
    const connection = await join(from.id);
    const leftReady = statusOf(connection, VoiceConnectionStatus.Connecting);
    discord.moveMember(house.id, client.user.id, to.id);
    await leftReady;
    await entersState(connection, VoiceConnectionStatus.Ready, LIMIT_MS);
    expect(connection.joinConfig.channelId).toBe(to.id);

    const resumed = next(client, Events.ShardResume);
    discord.faults.dropGateway();
    await resumed;
    expect(connection.state.status).toBe(VoiceConnectionStatus.Ready);
    connection.destroy();
  });

  it('ends it with 4014 for a disconnected member', async () => {
    const lounge = house.addVoiceChannel({ name: 'Lounge' });
    const connection = await join(lounge.id);
    const ended = statusOf(connection, VoiceConnectionStatus.Disconnected);
    discord.disconnectMember(house.id, client.user.id);
    await ended;
    expect(connection.state).toMatchObject({ closeCode: 4014 });
    connection.destroy();
  });
});

function statusOf(connection: VoiceConnection, status: VoiceConnectionStatus): Promise<void> {
  return new Promise((resolve) => {
    connection.on('stateChange', (_before, after) => {
      if (after.status === status) resolve();
    });
  });
}
