import * as Dysnomia from '@projectdysnomia/dysnomia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordWorld } from './discordWorld.ts';

describe('a dysnomia client on the local Discord', () => {
  let world: DiscordWorld;

  beforeEach(async () => {
    world = await DiscordWorld.open();
  });
  afterEach(async () => {
    await world.close();
  });

  it('logs in, sees the guild, and registers and answers a command', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    const ada = world.guild.addPerson({ name: 'Ada' });
    ada.setVoice(lounge.id);
    const { port } = new URL(world.discord.apiUrl);
    const client = new Dysnomia.Client(`Bot ${world.application.botToken}`, {
      gateway: { intents: ['guilds', 'guildVoiceStates'] },
      rest: { baseURL: '/api/v10', domain: '127.0.0.1', port: Number(port), https: false },
    });
    client.on('error', () => undefined);
    const ready = new Promise<void>((resolve) => client.once('ready', () => resolve()));
    await client.connect();
    await ready;
    const guild = client.guilds.get(world.guild.id);
    expect(guild?.name).toBe('House');
    expect(guild?.voiceStates.get(ada.id)?.channelID).toBe(lounge.id);
    expect(guild?.channels.get(lounge.id)?.name).toBe('Lounge');

    await client.createGuildCommand(world.guild.id, { name: 'hello', description: 'Says hello', type: 1 });
    client.on('interactionCreate', (interaction) => {
      if (interaction instanceof Dysnomia.CommandInteraction) void interaction.createMessage('hello');
    });
    expect((await ada.runCommand('hello').reply()).content).toBe('hello');
    expect(world.discord.recording.unknownRoutes).toEqual([]);
    client.disconnect({ reconnect: false });
  });
});
