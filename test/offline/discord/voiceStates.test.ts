import { joinVoiceChannel } from '@discordjs/voice';
import { type Client, Events, GatewayIntentBits, type Guild } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WireEntry } from '../../../src/offline/discord/wireRecording.ts';
import { DiscordWorld, next } from './discordWorld.ts';

describe("the bot's voice state", () => {
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

  /** Sends op 4 and, since the gateway answers in order, waits for the answer to a later op 8. */
  async function join(
    channelId: string | null,
    flags = { self_mute: false, self_deaf: false },
  ): Promise<void> {
    for (const shard of client.ws.shards.values()) {
      shard.send({ op: 4, d: { guild_id: guild.id, channel_id: channelId, ...flags } });
    }
    await guild.members.fetch({ user: [client.user.id] });
  }

  function servers(): WireEntry[] {
    return world.discord.recording.dispatched('VOICE_SERVER_UPDATE');
  }

  it('has no answer when the bot may not connect, or not see the channel', async () => {
    const { application } = world;
    for (const deny of ['Connect', 'ViewChannel'] as const) {
      const closed = world.guild.addVoiceChannel({
        name: deny,
        overwrites: [{ target: application.botUserId, deny: [deny] }],
      });
      await join(closed.id);
      expect(closed.memberIds).toEqual([]);
    }
    expect(world.discord.recording.dispatched('VOICE_STATE_UPDATE')).toEqual([]);
  });

  it('has no answer when the channel is full, unless the bot may move members', async () => {
    const small = world.guild.addVoiceChannel({ name: 'Small', userLimit: 1 });
    const ada = world.guild.addPerson({ name: 'Ada' });
    ada.setVoice(small.id);
    await join(small.id);
    expect(small.memberIds).toEqual([ada.id]);
    world.discord.setPermissions(small.id, world.application.botUserId, { allow: ['MoveMembers'] });
    await join(small.id);
    expect(small.memberIds).toEqual([ada.id, client.user.id]);
  });

  it('keeps its voice server when only mute changes, and gets a new one when it rejoins', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    await join(lounge.id);
    expect(servers()).toHaveLength(1);
    await join(lounge.id, { self_mute: true, self_deaf: false });
    expect(guild.members.me?.voice.selfMute).toBe(true);
    expect(servers()).toHaveLength(1);
    await join(lounge.id, { self_mute: true, self_deaf: false });
    expect(servers()).toHaveLength(2);
    expect(world.voice.dismissed).toEqual([]);
  });

  it('moves by itself: the old voice session is dismissed and the new one has a new token', async () => {
    const [from, to] = ['From', 'To'].map((name) => world.guild.addVoiceChannel({ name }));
    if (from === undefined || to === undefined) throw new Error('no channels');
    await join(from.id);
    await join(to.id);
    expect(world.voice.dismissed).toEqual([{ guildId: guild.id, userId: client.user.id, closeCode: 4014 }]);
    expect(world.voice.admitted.map(({ channelId }) => channelId)).toEqual([from.id, to.id]);
    expect(new Set(world.voice.admitted.map(({ token }) => token)).size).toBe(2);
    expect([from.memberIds, to.memberIds]).toEqual([[], [client.user.id]]);
  });

  it('is moved: old voice session dismissed, then state, then a new server', async () => {
    const [from, to] = ['From', 'To'].map((name) => world.guild.addVoiceChannel({ name }));
    if (from === undefined || to === undefined) throw new Error('no channels');
    await join(from.id);
    const moved = next(client, Events.VoiceStateUpdate, (_before, after) => after.channelId === to.id);
    world.discord.moveMember(guild.id, client.user.id, to.id);
    await moved;
    expect(world.voice.dismissed).toEqual([{ guildId: guild.id, userId: client.user.id, closeCode: 4014 }]);
    expect(world.voice.admitted.map(({ channelId }) => channelId)).toEqual([from.id, to.id]);
    const names = world.discord.recording.entries
      .map(({ name }) => name)
      .filter((name) => name.startsWith('VOICE_'));
    expect(names).toEqual([
      'VOICE_STATE_UPDATE',
      'VOICE_SERVER_UPDATE',
      'VOICE_STATE_UPDATE',
      'VOICE_SERVER_UPDATE',
    ]);
  });

  it('is disconnected by an administrator, or with its channel', async () => {
    for (const [end, closeCode] of [
      ['disconnect', 4014],
      ['delete', 4022],
    ] as const) {
      const lounge = world.guild.addVoiceChannel({ name: end });
      await join(lounge.id);
      const left = next(client, Events.VoiceStateUpdate, (_before, after) => after.channelId === null);
      if (end === 'disconnect') world.discord.disconnectMember(guild.id, client.user.id);
      else world.discord.deleteChannel(lounge.id);
      await left;
      expect(world.voice.dismissed.at(-1)).toMatchObject({ userId: client.user.id, closeCode });
    }
    expect(guild.members.me?.voice.channelId).toBeNull();
  });

  it('leaves voice when its gateway session ends', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    await join(lounge.id);
    world.discord.faults.invalidateSession(false);
    expect(lounge.memberIds).toEqual([]);
    await next(client, Events.ShardReady);
  });

  it('enters a stage suppressed, and may speak only with Mute Members', async () => {
    const talks = world.guild.addVoiceChannel({ name: 'Talks', stage: true });
    await join(talks.id);
    const voice = guild.members.me?.voice;
    if (voice === undefined) throw new Error('the bot has no voice state');
    expect(voice.suppress).toBe(true);
    await expect(voice.setSuppressed(false)).rejects.toMatchObject({ status: 403, code: 50_013 });
    const asked = next(client, Events.VoiceStateUpdate);
    await voice.setRequestToSpeak(true);
    expect((await asked)[1].requestToSpeakTimestamp).not.toBeNull();
    world.discord.setPermissions(talks.id, client.user.id, { allow: ['MuteMembers'] });
    const unsuppressed = next(client, Events.VoiceStateUpdate, (_before, after) => after.suppress === false);
    await voice.setSuppressed(false);
    await unsuppressed;
    const sentBack = next(client, Events.VoiceStateUpdate, (_before, after) => after.suppress === true);
    world.discord.setSuppress(guild.id, client.user.id, true);
    await sentBack;
  });

  it('is suppressed in a channel where it may not speak', async () => {
    const mute = world.guild.addVoiceChannel({
      name: 'Listen only',
      overwrites: [{ target: world.application.botUserId, deny: ['Speak'] }],
    });
    await join(mute.id);
    expect(guild.members.me?.voice.suppress).toBe(true);
  });

  it('meets withheld and null voice servers on demand', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    world.discord.faults.voiceServer('withheld');
    await join(lounge.id);
    expect(servers()).toEqual([]);
    world.discord.faults.voiceServer('nullEndpoint');
    await join(lounge.id);
    expect(servers().at(-1)?.body).toMatchObject({ endpoint: null });
    world.discord.faults.voiceServerBack(guild.id);
    expect(servers().at(-1)?.body).toMatchObject({ endpoint: world.voice.endpoint });
    world.discord.faults.voiceServerGone(guild.id);
    expect(servers().at(-1)?.body).toMatchObject({ endpoint: null });
  });

  it('is not told of voice without the voice intent', async () => {
    const other = world.discord.addApplication({ name: 'Other' });
    world.guild.install(other);
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    const ada = world.guild.addPerson({ name: 'Ada' });
    ada.setVoice(lounge.id);
    const deaf = world.unready({ intents: [GatewayIntentBits.Guilds] });
    const ready = next(deaf, Events.ClientReady);
    await deaf.login(other.botToken);
    await ready;
    expect(deaf.guilds.cache.get(guild.id)?.voiceStates.cache.size).toBe(0);
    const told = next(deaf, Events.ChannelCreate);
    ada.setVoice(null);
    world.guild.addTextChannel({ name: 'later' });
    await told;
    const states = world.discord.recording.dispatched('VOICE_STATE_UPDATE');
    expect(states.some(({ applicationId }) => applicationId === other.applicationId)).toBe(false);
  });

  it('lets bots move and disconnect people only with Move Members', async () => {
    const [from, to] = ['From', 'To'].map((name) => world.guild.addVoiceChannel({ name }));
    if (from === undefined || to === undefined) throw new Error('no channels');
    const ada = world.guild.addPerson({ name: 'Ada' });
    const member = await guild.members.fetch(ada.id);
    world.guild.setRolePermissions(world.guild.everyoneRoleId, ['ViewChannel']);
    ada.setVoice(from.id);
    await expect(member.voice.setChannel(to.id)).rejects.toMatchObject({ code: 50_013 });
    world.guild.setRolePermissions(world.guild.everyoneRoleId, ['ViewChannel', 'MoveMembers']);
    const seats: (string | undefined)[] = [];
    const stop = ada.onVoiceChange((seat) => seats.push(seat?.channelId));
    await member.voice.setChannel(to.id);
    await member.voice.disconnect();
    stop();
    expect(seats).toEqual([to.id, undefined]);
    await expect(member.voice.disconnect()).rejects.toMatchObject({ code: 40_032 });
  });

  it('lets @discordjs/voice leave by itself when it is destroyed', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    const joined = next(client, Events.VoiceStateUpdate);
    const connection = joinVoiceChannel({
      guildId: guild.id,
      channelId: lounge.id,
      adapterCreator: guild.voiceAdapterCreator,
    });
    connection.on('error', () => undefined);
    await joined;
    const left = next(client, Events.VoiceStateUpdate, (_before, after) => after.channelId === null);
    connection.destroy();
    await left;
    expect(lounge.memberIds).toEqual([]);
  });
});
