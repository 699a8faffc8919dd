import { type Client, Events, GatewayIntentBits, type Guild, SlashCommandBuilder } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordWorld, next } from './discordWorld.ts';

describe('what administrators and people do is seen by discord.js', () => {
  let world: DiscordWorld;
  let client: Client<true>;
  let guild: Guild;

  beforeEach(async () => {
    world = await DiscordWorld.open();
    client = await world.client();
    const found = client.guilds.cache.get(world.guild.id);
    if (found === undefined) throw new Error('the client has no guild');
    guild = found;
  });
  afterEach(async () => {
    await world.close();
  });

  it('a bot that is thrown out of a guild, and let in again', async () => {
    const gone = next(client, Events.GuildDelete);
    world.guild.uninstall(world.application);
    expect((await gone)[0].id).toBe(guild.id);
    const back = next(client, Events.GuildCreate);
    world.guild.install(world.application, { permissions: ['MoveMembers'] });
    expect((await back)[0].members.me?.permissions.has('MoveMembers')).toBe(true);
  });

  it('a stage that goes live and ends', async () => {
    const talks = world.guild.addVoiceChannel({ name: 'Talks', stage: true });
    const live = next(client, Events.StageInstanceCreate);
    world.discord.setStage(talks.id, 'Bees');
    const [stage] = await live;
    expect([stage.topic, stage.channelId]).toEqual(['Bees', talks.id]);
    const fetched = await client.rest.get(`/stage-instances/${talks.id}`);
    expect(fetched).toMatchObject({ id: stage.id, topic: 'Bees' });
    const over = next(client, Events.StageInstanceDelete);
    world.discord.setStage(talks.id, undefined);
    await over;
  });

  it('a member that is muted by the server', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    const ada = world.guild.addPerson({ name: 'Ada' });
    ada.setVoice(lounge.id, { selfDeaf: true });
    const muted = next(client, Events.VoiceStateUpdate, (_before, after) => after.serverMute === true);
    world.discord.muteMember(guild.id, ada.id, { mute: true });
    expect((await muted)[1]).toMatchObject({ id: ada.id, selfDeaf: true, serverDeaf: false });
  });

  it('a channel that is renamed, and another region for those in voice', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    const joined = next(client, Events.VoiceStateUpdate);
    for (const shard of client.ws.shards.values()) {
      shard.send({ op: 4, d: { guild_id: guild.id, channel_id: lounge.id } });
    }
    await joined;
    const edited = next(client, Events.ChannelUpdate);
    world.discord.editChannel(lounge.id, { name: 'Salon', userLimit: 2, rtcRegion: 'rotterdam' });
    expect((await edited)[1]).toMatchObject({ name: 'Salon', userLimit: 2, rtcRegion: 'rotterdam' });
    expect(world.discord.recording.dispatched('VOICE_SERVER_UPDATE')).toHaveLength(2);
  });

  it('what people write, its text only for those with the message-content intent', async () => {
    const text = world.guild.addTextChannel({ name: 'general' });
    const said = next(client, Events.MessageCreate);
    world.guild.owner.say(text.id, 'hello');
    expect((await said)[0].content).toBe('');
    const addressed = next(client, Events.MessageCreate);
    world.guild.owner.say(text.id, `<@${client.user.id}> hello`);
    expect((await addressed)[0].content).toContain('hello');

    const reader = world.discord.addApplication({
      name: 'Reader',
      privilegedIntents: GatewayIntentBits.MessageContent,
    });
    world.guild.install(reader);
    const reading = world.unready({
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
    });
    const ready = next(reading, Events.ClientReady);
    await reading.login(reader.botToken);
    await ready;
    const read = next(reading, Events.MessageCreate);
    world.guild.owner.say(text.id, 'all can read this');
    expect((await read)[0].content).toBe('all can read this');
    await text.when((message) => message.content === 'all can read this');
  });

  it('presence: the bot says what it does, those with the intent hear it', async () => {
    const watcher = world.discord.addApplication({
      name: 'Watcher',
      privilegedIntents: GatewayIntentBits.GuildPresences | GatewayIntentBits.GuildMembers,
    });
    world.guild.install(watcher);
    const watching = world.unready({
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildPresences, GatewayIntentBits.GuildMembers],
    });
    const ready = next(watching, Events.ClientReady);
    await watching.login(watcher.botToken);
    await ready;
    const seen = next(watching, Events.PresenceUpdate, (_before, after) => after.status === 'dnd');
    client.user.setPresence({ status: 'dnd', activities: [{ name: 'listening' }] });
    const [, presence] = await seen;
    expect([presence.userId, presence.activities[0]?.name]).toEqual([client.user.id, 'listening']);
    const came = next(watching, Events.GuildMemberAdd);
    world.guild.addBotMember({ name: 'Music' });
    expect((await came)[0].user.bot).toBe(true);
  });

  it('autocomplete while a person types', async () => {
    const command = new SlashCommandBuilder()
      .setName('voice')
      .setDescription('Choose a voice')
      .addStringOption((option) => option.setName('name').setDescription('Whose').setAutocomplete(true));
    await client.application.commands.set([command.toJSON()]);
    client.on(Events.InteractionCreate, (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const name = `${interaction.options.getFocused()}in`;
      void interaction.respond([{ name, value: name }]);
    });
    const ada = world.guild.addPerson({ name: 'Ada' });
    world.guild.addTextChannel({ name: 'general' });
    const typing = ada.startTyping('voice', 'name', 'mar');
    expect(await typing.acknowledged()).toBe('choices');
    expect(typing.data).toMatchObject({ choices: [{ name: 'marin', value: 'marin' }] });
  });
});
