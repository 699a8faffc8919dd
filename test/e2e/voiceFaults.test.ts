import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { DaveNonsense } from '../../src/offline/discord/voice/voiceFaults.ts';
import { pause } from './localTurn.ts';
import { Room } from './room.ts';
import { expectTurn, QUICK_TURNS } from './turn.ts';

const UNDECRYPTABLE_FRAMES = 40;
const SHORTEST_RTP_BYTES = 12;

describe('the bot hears and answers on after', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({ env: QUICK_TURNS, people: ['Mia', 'Tom'] });
    await room.inviteBot();
    await expectTurn(room);
  });

  afterAll(async () => {
    const { code } = await room.bot.stop();
    expect(code).toBe(0);
    expect(room.bot.logs.filter(({ msg }) => /unhandled|uncaught/i.test(msg))).toEqual([]);
    await room?.close();
  });

  const faults = () => room.world.voice.faults;
  const theBot = () => ({ guildId: room.world.guild.id, userId: room.world.botId });

  it('datagrams too short to be RTP', async () => {
    for (let bytes = 1; bytes < SHORTEST_RTP_BYTES; bytes++) faults().sendDatagram(theBot(), bytes);
    faults().sendDatagram(theBot(), 200);
    await expectTurn(room);
  });

  it.each<DaveNonsense>([
    'proposalsGarbage',
    'commitGarbage',
    'welcomeGarbage',
    'proposalsOfStranger',
    'proposalsOfOtherEpoch',
    'externalSenderInGroup',
    'shortFrame',
    'emptyProposals',
    'emptyCommit',
    'emptyWelcome',
  ])('nonsense in the encryption protocol: %s', async (kind) => {
    faults().sendDaveNonsense(theBot(), kind);
    // Whoever repairs a group joins it anew; people wait for that no longer than for a slow answer.
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    await expectTurn(room);
  });

  it('a packet with a wrong authentication tag, and fifty of nothing but padding', async () => {
    faults().sendBadAuthTag(theBot(), room.mia.id);
    faults().sendAllPadding(theBot(), room.mia.id);
    await expectTurn(room);
  });

  it('more undecryptable frames than the library bears', async () => {
    faults().sendUndecryptable(theBot(), room.mia.id, UNDECRYPTABLE_FRAMES);
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    // Nobody can say when the keys are renewed: what is spoken meanwhile cannot be decrypted, and is said again.
    await expectTurn(room).catch(() => expectTurn(room));
  });

  it('sound that comes before its speaker was announced', async () => {
    const { world } = room;
    const late = world.addTalker('Lea');
    const release = faults().holdSpeaking(theBot());
    await late.join(room.channel);
    await late.client.untilEncryptedWith([world.botId]);
    const before = world.model.session.inputPcm().length;
    const mark = world.model.recording.mark();
    const speaking = late.say('I have only just come in.');
    await room.mia.heard.untilHears(late.id);
    release();
    const { packets } = await speaking;
    await world.model.recording.untilEvent(({ type }) => type === 'input_audio_buffer.committed', {
      after: mark,
    });
    // The first words are not missing: all that was said has arrived, and the silence behind it.
    const FRAME_SAMPLES = 480;
    expect(world.model.session.inputPcm().length - before).toBeGreaterThanOrEqual(packets * FRAME_SAMPLES);
    await late.leaveVoice();
    await expectTurn(room);
  });

  it('people coming and going', async () => {
    const [, tom] = room.people;
    for (let round = 0; round < 2; round++) {
      await tom?.leaveVoice();
      await tom?.join(room.channel);
    }
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    await expectTurn(room);
  });

  it('a voice session that Discord declares invalid (4006)', async () => {
    faults().closeSocket(theBot(), 4006);
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    await expectTurn(room);
  });

  it('a voice socket that breaks (1006 and 4015)', async () => {
    faults().closeSocket(theBot(), 4015);
    await expectTurn(room);
  });

  it('a voice server that goes away and comes back elsewhere', async () => {
    room.world.discord.faults.voiceServerGone(room.world.guild.id);
    room.world.discord.faults.voiceServerBack(room.world.guild.id);
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    await expectTurn(room);
  });

  it('a change of the voice region', async () => {
    room.world.discord.editChannel(room.channel.id, { rtcRegion: 'rotterdam' });
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    await expectTurn(room);
  });

  it('a gateway session that Discord declares invalid, and its voice with it', async () => {
    const { world, channel } = room;
    world.discord.faults.invalidateSession(false);
    await expect.poll(() => channel.memberIds.includes(world.botId), { timeout: 30_000 }).toBe(true);
    await room.mia.client.untilEncryptedWith([world.botId]);
    await expectTurn(room);
  });

  it('a way of sound that dies without a word', async () => {
    const { world } = room;
    const before = world.voice.ssrcOf(theBot());
    faults().loseUdp(theBot());
    await expect.poll(() => world.voice.ssrcOf(theBot()) !== before, { timeout: 60_000 }).toBe(true);
    await room.mia.client.untilEncryptedWith([world.botId]);
    await expectTurn(room);
  });

  it('encryption that is taken away and given back', async () => {
    const { world, channel } = room;
    faults().downgrade(world.guild.id, channel.id);
    await expectTurn(room);
    faults().upgrade(world.guild.id, channel.id);
    await room.mia.client.untilEncryptedWith([world.botId]);
    await expectTurn(room);
  });

  it('being moved to another channel by somebody', async () => {
    const { world, mia } = room;
    const garden = world.addVoiceChannel('Garden');
    world.discord.moveMember(world.guild.id, world.botId, garden.id);
    await mia.join(garden);
    await mia.client.untilEncryptedWith([world.botId]);
    await expectTurn(room);
    await room.channel.when((message) => message.text.includes(garden.id));
  });

  it('a gateway that drops and resumes', async () => {
    room.world.discord.faults.cutGateway();
    await expectTurn(room);
    expect((await room.mia.command('status').reply(10_000)).text).toContain('Listening');
  });
});

describe('a bot that notices by itself', () => {
  it('being deaf connects anew, says so, and hears again; standing still for a while costs nothing', async () => {
    const room = await Room.open({ env: QUICK_TURNS });
    onTestFinished(() => room.close());
    await room.inviteBot();
    const { world, mia, channel } = room;
    const theBot = { guildId: world.guild.id, userId: world.botId };
    await expectTurn(room);

    const before = world.voice.ssrcOf(theBot);
    world.voice.faults.impair(theBot, { lossShare: 1 });
    for (let sentence = 0; sentence < 3; sentence++) {
      await mia.say('Can you hear me?');
      await pause(400);
    }
    await channel.when(({ text }) => text.includes('I could not hear you for a moment'), 30_000);
    world.voice.faults.mend(theBot);
    await expect.poll(() => world.voice.ssrcOf(theBot) !== before, { timeout: 30_000 }).toBe(true);
    await mia.client.untilEncryptedWith([world.botId]);
    await expectTurn(room);

    process.kill(room.bot.pid, 'SIGSTOP');
    await pause(2_000);
    process.kill(room.bot.pid, 'SIGCONT');
    await expectTurn(room);
    expect((await room.bot.stop()).code).toBe(0);
  });
});

describe('the bot comes in although', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({ env: QUICK_TURNS });
  });

  afterAll(async () => {
    await room?.close();
  });

  it.each<[string, (room: Room) => void]>([
    [
      'an IP discovery reply is lost',
      ({ world }) => world.voice.faults.swallowDiscovery({ guildId: world.guild.id, userId: world.botId }, 1),
    ],
    ['the voice server is withheld at first', ({ world }) => world.discord.faults.voiceServer('withheld', 1)],
  ])('%s', async (_, fault) => {
    fault(room);
    const joining = room.mia.command('join');
    await joining.when((message) => message.text.includes('Listening'), 45_000);
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    await expectTurn(room);
    await room.mia.command('leave').reply();
  });
});

describe('the bot leaves and says why when', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({ env: QUICK_TURNS });
  });

  afterAll(async () => {
    await room?.close();
  });

  it.each<[string, RegExp, (room: Room) => void]>([
    [
      'Discord rate-limits it (4021)',
      /rate limits/,
      ({ world }) => world.voice.faults.closeSocket({ guildId: world.guild.id, userId: world.botId }, 4021),
    ],
    [
      'Discord ends the call (4022)',
      /ended the call/,
      ({ world }) => world.voice.faults.closeSocket({ guildId: world.guild.id, userId: world.botId }, 4022),
    ],
    [
      'Discord wants encryption it does not have (4017)',
      /encrypted/,
      ({ world }) => world.voice.faults.closeSocket({ guildId: world.guild.id, userId: world.botId }, 4017),
    ],
    [
      'somebody disconnects it',
      /disconnected/,
      ({ world }) => world.discord.disconnectMember(world.guild.id, world.botId),
    ],
  ])('%s', async (_, why, fault) => {
    await room.inviteBot();
    fault(room);
    const ended = await room.channel.when((message) => why.test(message.text), 20_000);
    expect(ended.buttons).toEqual([]);
    expect(room.channel.memberIds).not.toContain(room.world.botId);
  });

  it('its channel is deleted', async () => {
    const { world, mia } = room;
    const doomed = world.addVoiceChannel('Doomed');
    const lounge = world.guild.addTextChannel({ name: 'lounge' });
    const joining = mia.command('join', { channel: doomed.id }, { channelId: lounge.id });
    await joining.when((message) => message.text.includes('Listening'));
    world.discord.deleteChannel(doomed.id);
    const ended = await joining.when((message) => message.text.includes('deleted'), 20_000);
    expect(ended.buttons).toEqual([]);
  });
});
