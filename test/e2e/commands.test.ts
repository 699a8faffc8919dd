import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import { Room } from './room.ts';

const LISTENING = (message: { text: string }) => message.text.includes('Listening');

describe('/join, /leave and /status', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({ people: ['Mia', 'Tom'], env: { ANSWER_MODE: 'always' } });
  });

  afterAll(async () => {
    await room?.close();
  });

  it('show a public message with a Leave button that stays true', async () => {
    const { world, mia, channel } = room;
    const joining = mia.command('join');
    const listening = await joining.when(LISTENING);
    expect(joining.ephemeral).toBe(false);
    expect(joining.acknowledgedAfterMs).toBeLessThan(3000);
    expect(listening.buttons[0]?.label).toBe('Leave');
    await mia.client.untilEncryptedWith([world.botId]);

    world.model.script.answerNext(
      say('This is an answer that takes a little while to be said, so that it can be seen.'),
    );
    const spoken = mia.say(
      'Please tell me a story, a long one if you like, about the sea and what lives in it.',
    );
    await channel.when((message) => message.text.includes('Hearing') && message.text.includes('Mia'));
    await spoken;
    await channel.when((message) => message.text.includes('Speaking'));
    await channel.when(LISTENING, 20_000);
    const times = joining.edits.map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(1900);
  });

  it('say where the bot is when it is called again', async () => {
    const again = room.person(1).command('join');
    const answer = await again.reply();
    expect(again.ephemeral).toBe(true);
    expect(answer.text).toContain(`already in <#${room.channel.id}>`);
  });

  it('tell what is going on', async () => {
    const status = room.mia.command('status');
    const answer = await status.reply();
    expect(status.ephemeral).toBe(true);
    const fields = Object.fromEntries(answer.embeds[0]?.fields.map(({ name, value }) => [name, value]) ?? []);
    expect(fields.Model).toBe('gpt-realtime-2.1');
    expect(fields.Voice).toBe('marin');
    expect(answer.text).toContain('Mia');
    expect(answer.text).toMatch(/Listening/);
  });

  it('move the bot when another channel is named, and people there can talk to it', async () => {
    const { world } = room;
    const garden = world.addVoiceChannel('Garden');
    const tom = room.person(1);
    await tom.join(garden);
    const pulling = tom.command('join', { channel: garden.id });
    expect((await pulling.reply()).text).toContain('Others are talking with me');
    const moving = room.mia.command('join', { channel: garden.id });
    await moving.when((message) => message.text.includes('I moved'));
    expect(garden.memberIds).toContain(world.botId);
    await tom.client.untilEncryptedWith([world.botId]);
    world.model.script.answerNext(say('Nice garden.'));
    const spoken = await tom.say('Can you hear me out here?');
    await tom.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
  });

  it('end at once by the button, and say for how long it was', async () => {
    const { world, mia, channel } = room;
    const shown = await channel.when((message) => message.buttons.length > 0);
    const button = shown.buttons[0]?.customId ?? '';
    const pressed = mia.person.pressButton(shown, button);
    await pressed.acknowledged();
    const ended = await channel.when(
      (message) => message.id === shown.id && message.text.includes('We talked for'),
    );
    expect(ended.buttons).toEqual([]);
    expect(world.guild.id).toBe(mia.person.guildId);
    const left = mia.command('status');
    expect((await left.reply()).text).toContain('No conversation here');
  });

  it('say so when there is nothing to leave', async () => {
    const leaving = room.mia.command('leave');
    await leaving.reply();
    expect(leaving.ephemeral).toBe(true);
  });
});

describe('refusals', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({ people: ['Mia'], env: { DISCORD_GUILD_ID: '' } });
  });

  afterAll(async () => {
    await room?.close();
  });

  /** Somebody else each time: nobody may call the bot as often as this file does. */
  const joinBySomebody = (channelId: string) =>
    room.world.guild
      .addPerson({ name: 'Somebody' })
      .runCommand('join', { channel: channelId }, { channelId: room.channel.id });

  /** /join that cannot begin: answers what the caller alone was told, at once. */
  async function refusal(channelId?: string): Promise<string> {
    const record = channelId === undefined ? room.mia.command('join') : joinBySomebody(channelId);
    const answer = await record.reply();
    expect(record.ephemeral).toBe(true);
    return answer.text;
  }

  /** /join that turns out to be impossible: answers what the caller alone is told then. */
  async function lateRefusal(): Promise<string> {
    const record = joinBySomebody(room.channel.id);
    const answer = await record.followUp(({ ephemeral }) => ephemeral, 30_000);
    expect(record.deleted).toBe(true);
    return answer.text;
  }

  it('name a missing permission', async () => {
    const { world } = room;
    for (const [permission, name] of [
      ['ViewChannel', 'View Channel'],
      ['Connect', 'Connect'],
      ['Speak', 'Speak'],
    ] as const) {
      const channel = world.addVoiceChannel({
        name: `no ${name}`,
        overwrites: [{ target: world.botId, deny: [permission] }],
      });
      expect(await refusal(channel.id)).toContain(`**${name}**`);
    }
  });

  it('tell that the channel is full', async () => {
    const { world } = room;
    const channel = world.addVoiceChannel({ name: 'Tiny', userLimit: 1 });
    const tom = world.addTalker('Tom');
    await tom.join(channel);
    expect(await refusal(channel.id)).toContain('is full');
  });

  it('tell how to have the bot speak on a stage, and it does when it may', async () => {
    const { world } = room;
    const closed = world.addVoiceChannel({ name: 'Stage', stage: true });
    expect(await refusal(closed.id)).toContain('stage moderator');
    const open = world.addVoiceChannel({
      name: 'Open stage',
      stage: true,
      overwrites: [{ target: world.botId, allow: ['MuteMembers'] }],
    });
    const record = room.mia.command('join', { channel: open.id });
    await record.when(LISTENING);
    const leaving = room.mia.command('leave');
    await leaving.reply();
  });

  it('tell a caller who is in no voice channel', async () => {
    await room.mia.leaveVoice();
    expect(await refusal()).toContain('You are in no voice channel');
    await room.mia.join(room.channel);
  });

  it('tell that the model cannot be used, each time for its own reason', async () => {
    const { faults } = room.world.model.script;
    faults.refuseNextUpgrade({ status: 401, error: { code: 'invalid_api_key' } });
    expect(await lateRefusal()).toMatch(/key/i);
    faults.fatalNextSession('insufficient_quota');
    expect(await lateRefusal()).toMatch(/quota|credit/i);
    faults.refuseNextUpgrade({ status: 404, error: { code: 'model_not_found' } });
    expect(await lateRefusal()).toMatch(/model/i);
    for (let attempt = 0; attempt < 5; attempt++) faults.refuseNextUpgrade({ status: 503 });
    expect(await lateRefusal()).toMatch(/cannot reach the model/);
    expect(room.channel.memberIds).not.toContain(room.world.botId);
    // Nothing of a conversation that never began is left for the others to wonder about.
    expect(room.channel.messages.filter(({ text }) => text.includes('Connecting'))).toEqual([]);
  });
});

describe('the wrong dialect', () => {
  it('is named, with the setting that mends it', async () => {
    const room = await Room.open({
      world: { realtime: { dialects: ['ga'] } },
      env: { REALTIME_DIALECT: 'beta' },
    });
    try {
      const record = room.mia.command('join');
      const told = await record.followUp(({ ephemeral }) => ephemeral, 30_000);
      expect(told.text).toContain('REALTIME_DIALECT=ga');
    } finally {
      await room.close();
    }
  });
});
