import { joinVoiceChannel, VoiceConnectionStatus } from '@discordjs/voice';
import { ChannelType, Events, GatewayIntentBits, type Guild, type GuildBasedChannel } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiscordWorld, next } from './discordWorld.ts';

describe('a discord.js client on the local Discord', () => {
  let world: DiscordWorld;

  beforeEach(async () => {
    world = await DiscordWorld.open();
  });
  afterEach(async () => {
    await world.close();
  });

  it('logs in and finds the guild with its channels, roles and people', async () => {
    const { guild } = world;
    const text = guild.addTextChannel({ name: 'general' });
    const lounge = guild.addVoiceChannel({ name: 'Lounge', userLimit: 3 });
    guild.addVoiceChannel({ name: 'Talks', stage: true });
    const ada = guild.addPerson({ name: 'Ada', nickname: 'Countess' });
    ada.setVoice(lounge.id);
    const client = await world.client();

    expect(client.user.id).toBe(world.application.botUserId);
    expect(client.application.id).toBe(world.application.applicationId);
    const seen = guildOf(client.guilds.cache.get(guild.id));
    expect(seen.name).toBe('House');
    expect(seen.ownerId).toBe(guild.owner.id);
    expect(seen.channels.cache.map((channel: GuildBasedChannel) => [channel.name, channel.type])).toEqual([
      ['general', ChannelType.GuildText],
      ['Lounge', ChannelType.GuildVoice],
      ['Talks', ChannelType.GuildStageVoice],
    ]);
    expect(seen.channels.cache.get(text.id)?.name).toBe('general');
    const voiceState = seen.voiceStates.cache.get(ada.id);
    expect(voiceState?.channelId).toBe(lounge.id);
    expect(voiceState?.member?.displayName).toBe('Countess');
    expect(world.discord.recording.unknownRoutes).toEqual([]);
  });

  it('computes its permissions from roles and overwrites', async () => {
    const { guild, application } = world;
    const quiet = guild.addVoiceChannel({
      name: 'Quiet',
      overwrites: [{ target: application.botUserId, deny: ['Speak'] }],
    });
    const closed = guild.addVoiceChannel({
      name: 'Closed',
      overwrites: [{ target: guild.everyoneRoleId, deny: ['ViewChannel'] }],
    });
    const client = await world.client();
    const seen = guildOf(client.guilds.cache.get(guild.id));
    const me = seen.members.me;
    if (me === null) throw new Error('the bot does not know itself');
    const inQuiet = seen.channels.cache.get(quiet.id)?.permissionsFor(me);
    expect(inQuiet?.has('Connect')).toBe(true);
    expect(inQuiet?.has('Speak')).toBe(false);
    expect(seen.channels.cache.get(closed.id)?.permissionsFor(me).has('ViewChannel')).toBe(false);

    const changed = next(client, Events.ChannelUpdate);
    world.discord.setPermissions(quiet.id, application.botUserId, { allow: ['Speak'], deny: ['Connect'] });
    await changed;
    const now = seen.channels.cache.get(quiet.id)?.permissionsFor(me);
    expect([now?.has('Connect'), now?.has('Speak')]).toEqual([false, true]);
  });

  it('hears of people who come, move and go, in several guilds', async () => {
    const other = world.discord.addGuild({ name: 'Other house' });
    other.install(world.application);
    const [first, second] = ['One', 'Two'].map((name) => other.addVoiceChannel({ name }));
    if (first === undefined || second === undefined) throw new Error('no channels');
    const bob = other.addPerson({ name: 'Bob' });
    const client = await world.client();
    const seenMoves: (string | null)[] = [];
    client.on(Events.VoiceStateUpdate, (_before, after) => seenMoves.push(after.channelId));
    const left = next(client, Events.VoiceStateUpdate, (_before, after) => after.channelId === null);

    const seat = bob.setVoice(first.id);
    expect(seat).toMatchObject({ channelId: first.id, userId: bob.id, endpoint: world.voice.endpoint });
    expect(world.voice.admitted.at(-1)).toMatchObject({ sessionId: seat.sessionId, token: seat.token });
    bob.setVoice(second.id);
    bob.setVoice(null);
    await left;
    expect(seenMoves).toEqual([first.id, second.id, null]);
    expect(world.voice.dismissed.map(({ closeCode }) => closeCode)).toEqual([4014, 4014]);
  });

  it('is refused with 4004 for a wrong token and 4014 for an intent that is not switched on', async () => {
    const stranger = world.unready();
    await expect(stranger.login('wrong')).rejects.toThrow(/token/i);
    const curious = world.unready({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers] });
    await expect(curious.login(world.application.botToken)).rejects.toThrow(/disallowed intents/);
  });

  it('joins voice up to the voice server: state before server, and the gateway session id', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    const client = await world.client();
    const guild = guildOf(client.guilds.cache.get(world.guild.id));
    const connection = joinVoiceChannel({
      guildId: guild.id,
      channelId: lounge.id,
      adapterCreator: guild.voiceAdapterCreator,
      selfDeaf: false,
    });
    connection.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      connection.on('stateChange', (_before, after) => {
        if (after.status === VoiceConnectionStatus.Connecting) resolve();
      });
    });
    const names = world.discord.recording.entries.map(({ name }) => name);
    expect(names.indexOf('VOICE_STATE_UPDATE')).toBeGreaterThan(0);
    expect(names.indexOf('VOICE_SERVER_UPDATE')).toBeGreaterThan(names.indexOf('VOICE_STATE_UPDATE'));
    expect(lounge.memberIds).toEqual([client.user.id]);
    const [ready] = world.discord.recording.dispatched('READY');
    expect(ready?.body).toMatchObject({ session_id: world.voice.admitted[0]?.sessionId });
    expect(JSON.stringify(world.discord.recording.entries)).not.toContain('voice-token-0');
    expect(JSON.stringify(world.discord.recording.entries)).not.toContain(world.application.botToken);

    const left = next(client, Events.VoiceStateUpdate, (_before, after) => after.channelId === null);
    connection.destroy();
    await left;
    expect(lounge.memberIds).toEqual([]);
  });

  it('resumes after a dropped socket and misses nothing', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    const ada = world.guild.addPerson({ name: 'Ada' });
    const client = await world.client();
    const resumed = next(client, Events.ShardResume);
    const heard = next(client, Events.VoiceStateUpdate);
    world.discord.faults.dropGateway(4000);
    ada.setVoice(lounge.id);
    const [shardId, replayed] = await resumed;
    expect([shardId, replayed]).toEqual([0, 2]);
    const [, after] = await heard;
    expect(after.channelId).toBe(lounge.id);
    expect(world.discord.recording.dispatched('READY')).toHaveLength(1);
  });
});

function guildOf(guild: Guild | undefined): Guild {
  if (guild === undefined) throw new Error('the client has no such guild');
  return guild;
}
