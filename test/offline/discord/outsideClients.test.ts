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
    const general = world.guild.addTextChannel({ name: 'general' });
    const opened = new Promise<string>((resolve) => client.once('threadCreate', ({ id }) => resolve(id)));
    const thread = await client.createThread(general.id, {
      name: 'Minutes',
      type: 11,
      autoArchiveDuration: 1440,
      invitable: true,
    });
    expect(await opened).toBe(thread.id);
    expect(client.getChannel(thread.id)).toMatchObject({ name: 'Minutes', parentID: general.id });
    const first = await client.createMessage(thread.id, 'one');
    const archived = new Promise<void>((resolve) => client.once('threadUpdate', () => resolve()));
    world.discord.archiveThread(thread.id);
    await archived;
    await expect(client.editMessage(thread.id, first.id, 'two')).rejects.toMatchObject({ code: 50_083 });
    await client.createMessage(thread.id, 'three');
    world.discord.archiveThread(thread.id, { locked: true });
    await expect(client.createMessage(thread.id, 'four')).rejects.toMatchObject({ code: 50_083 });
    expect(world.guild.threads[0]?.messages.map(({ content }) => content)).toEqual(['one', 'three']);
    const gone = new Promise<void>((resolve) => client.once('threadDelete', () => resolve()));
    world.discord.deleteChannel(thread.id);
    await gone;
    expect(world.discord.recording.unknownRoutes).toEqual([]);
    client.disconnect({ reconnect: false });
  });
});
