import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ParleyErrorCode } from '../../src/errors.ts';
import { advanceUntil, BotWorld } from '../bot/botWorld.ts';

describe('/join', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const join = (values: { channel?: string } = {}) =>
    world.ada.runCommand('join', values, { channelId: world.text.id });
  const refusal = async (command: ReturnType<typeof join>) => {
    const message = await command.reply();
    expect(command.ephemeral).toBe(true);
    return message.content;
  };

  it('opens a conversation in the caller’s channel and shows publicly that it connects', async () => {
    world.ada.setVoice(world.lounge.id);
    const command = join();
    const { open } = await world.host.opened();
    expect(open.settings).toMatchObject({
      guildId: world.guild.id,
      channelId: world.lounge.id,
      botUserId: world.application.botUserId,
      turnMode: 'full-duplex',
      model: { model: 'gpt-realtime-2.1', headers: { Authorization: 'Bearer sk-test' } },
    });
    expect(open.settings.model.tools.map(({ name }) => name)).toContain('current_time');
    expect(open.people).toEqual([{ userId: world.ada.id, displayName: 'Ada', bot: false }]);
    const message = await command.reply();
    expect(command.ephemeral).toBe(false);
    expect(message.text).toContain(`Connecting to <#${world.lounge.id}>`);
    expect(message.buttons[0]).toMatchObject({
      label: 'Leave',
      customId: `leave:${open.conversationId}`,
    });
  });

  it('opens one in the channel that was named', async () => {
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    join({ channel: hall.id });
    const { open } = await world.host.opened();
    expect(open.settings.channelId).toBe(hall.id);
    expect(open.people).toEqual([]);
  });

  it('keeps the message true: listening, hearing a name, thinking, speaking, ended and why', async () => {
    const { command, conversation } = await world.joined();
    const shows = (text: string) =>
      advanceUntil(
        world.clock,
        command.when((message) => message.text.includes(text)),
      );
    await shows('Listening in');
    conversation.tell({ type: 'state', state: 'userSpeaking', speakingUserIds: [world.ada.id] });
    await shows('Hearing **Ada**');
    conversation.tell({ type: 'state', state: 'thinking', speakingUserIds: [] });
    await shows('Thinking');
    conversation.tell({ type: 'state', state: 'agentSpeaking', speakingUserIds: [] });
    await shows('Speaking');
    conversation.tell({
      type: 'trouble',
      trouble: { code: 'model_session_lost', sentence: 'The line broke.' },
    });
    await shows('The line broke.');
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
    const last = await shows('I was disconnected from the channel. We talked for');
    expect(last.buttons).toEqual([]);
    expect(last.embeds[0]?.title).toBe('Ended');
  });

  it('refuses somebody who is in no voice channel and names none', async () => {
    expect(await refusal(join())).toContain('You are in no voice channel');
  });

  it.each([
    ['ViewChannel', 'View Channel'],
    ['Connect', 'Connect'],
    ['Speak', 'Speak'],
  ] as const)('names the missing permission %s', async (permission, name) => {
    const closed = world.guild.addVoiceChannel({
      name: 'Closed',
      overwrites: [{ target: world.application.botUserId, deny: [permission] }],
    });
    world.ada.setVoice(closed.id);
    expect(await refusal(join())).toContain(`**${name}**`);
  });

  it('names every permission that is missing', async () => {
    const closed = world.guild.addVoiceChannel({
      name: 'Closed',
      overwrites: [{ target: world.application.botUserId, deny: ['Connect', 'Speak'] }],
    });
    expect(await refusal(join({ channel: closed.id }))).toContain('**Connect**, **Speak**');
  });

  it('does not go where the caller may not go', async () => {
    const secret = world.guild.addVoiceChannel({
      name: 'Secret',
      overwrites: [{ target: world.ada.id, deny: ['Connect'] }],
    });
    expect(await refusal(join({ channel: secret.id }))).toContain('may not join');
  });

  it('refuses a full channel', async () => {
    const booth = world.guild.addVoiceChannel({ name: 'Booth', userLimit: 1 });
    world.ada.setVoice(booth.id);
    expect(await refusal(join())).toContain('is full');
  });

  it('refuses a stage where it could only listen, and says how to mend that', async () => {
    const stage = world.guild.addVoiceChannel({ name: 'Talks', stage: true });
    expect(await refusal(join({ channel: stage.id }))).toContain('**Mute Members**');
  });

  it('joins a stage as a speaker where it may', async () => {
    const stage = world.guild.addVoiceChannel({
      name: 'Talks',
      stage: true,
      overwrites: [{ target: world.application.botUserId, allow: ['MuteMembers'] }],
    });
    join({ channel: stage.id });
    const { tell } = await world.host.opened();
    const d = { guild_id: world.guild.id, channel_id: stage.id, self_mute: false, self_deaf: false };
    tell({ type: 'gatewayPayload', payload: { op: 4, d } });
    await world.host.noise(
      'voiceStateUpdate',
      ({ data }) =>
        typeof data === 'object' && data !== null && 'suppress' in data && data.suppress === false,
    );
    expect(world.discord.recording.unknownRoutes).toEqual([]);
  });

  it.each([
    ['model_unreachable', 'The model cannot be reached.'],
    ['model_key_refused', 'The model refused the key.'],
    ['model_no_quota', 'The quota is used up.'],
    ['model_wrong_dialect', 'The server speaks another dialect.'],
  ] as const satisfies [ParleyErrorCode, string][])(
    'tells the caller alone that it could not start: %s',
    async (code, sentence) => {
      world.ada.setVoice(world.lounge.id);
      const command = join();
      const { tell } = await world.host.opened();
      await command.reply();
      tell({ type: 'ended', reason: 'modelFailed', trouble: { code, sentence } });
      const told = await command.followUp();
      expect(told.ephemeral).toBe(true);
      expect(told.content).toContain(sentence);
      expect(command.deleted).toBe(true);
      expect(world.text.messages).toEqual([]);
    },
  );

  it('comes through an end that overtakes its own reply', async () => {
    world.ada.setVoice(world.lounge.id);
    world.host.onSend = ({ type, conversationId }) => {
      if (type !== 'open') return;
      const trouble = { code: 'model_unreachable', sentence: 'Nobody there.' } as const;
      world.host.as(conversationId).tell({ type: 'ended', reason: 'modelFailed', trouble });
    };
    const command = join();
    await world.host.next('open');
    const told = await command.followUp();
    expect(told).toMatchObject({ ephemeral: true, content: expect.stringContaining('Nobody there.') });
    world.host.onSend = undefined;
    join();
    await world.host.opened();
  });

  it('says where it is when asked again', async () => {
    await world.joined();
    expect(await refusal(join())).toBe(`I am already in <#${world.lounge.id}>.`);
    expect(await refusal(join({ channel: world.lounge.id }))).toContain('already in');
  });

  it('says how to have it come when the caller is elsewhere', async () => {
    await world.joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    const ben = world.guild.addPerson({ name: 'Ben' });
    ben.setVoice(hall.id);
    const command = ben.runCommand('join', {}, { channelId: world.text.id });
    expect((await command.reply()).content).toContain(`<#${hall.id}>`);
  });

  it('moves when asked for another channel, and the message follows', async () => {
    const { command: first, conversation } = await world.joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    const command = join({ channel: hall.id });
    expect((await world.host.next('move')).channelId).toBe(hall.id);
    conversation.tell({ type: 'moved', channelId: hall.id });
    expect(await refusal(command)).toBe(`I moved from <#${world.lounge.id}> to <#${hall.id}>.`);
    await world.host.noise('people', ({ people }) => people.length === 0);
    await advanceUntil(
      world.clock,
      first.when(({ text }) => text.includes(`Listening in <#${hall.id}>`)),
    );
  });

  it('checks the channel it is to move to', async () => {
    await world.joined();
    const booth = world.guild.addVoiceChannel({ name: 'Booth', userLimit: 1 });
    world.guild.addPerson({ name: 'Ben' }).setVoice(booth.id);
    expect(await refusal(join({ channel: booth.id }))).toContain('is full');
  });

  it('acknowledges a move in time, and says when nothing came of it', async () => {
    await world.joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    const command = join({ channel: hall.id });
    await world.host.next('move');
    world.clock.advance(1500);
    expect(await command.acknowledged()).toBe('deferred');
    world.clock.advance(15_000);
    expect(await refusal(command)).toContain('could not move');
  });

  it('says so when the conversation ends before it has moved', async () => {
    const { conversation } = await world.joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    const command = join({ channel: hall.id });
    await world.host.next('move');
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
    expect(await refusal(command)).toContain('ended before I could move');
  });

  it('opens one conversation for two calls at once', async () => {
    world.ada.setVoice(world.lounge.id);
    const commands = [join(), join()];
    await world.host.opened();
    const replies = await Promise.all(commands.map((command) => command.reply()));
    expect(replies.filter(({ ephemeral }) => ephemeral).map(({ content }) => content)).toEqual([
      `I am just joining <#${world.lounge.id}>.`,
    ]);
    expect(replies.filter(({ ephemeral }) => !ephemeral)).toHaveLength(1);
  });

  it('waits for the conversation before to end, then begins anew', async () => {
    const { conversation } = await world.joined();
    world.ada.runCommand('leave', {}, { channelId: world.text.id });
    await world.host.next('close');
    const command = join();
    expect(await advanceUntil(world.clock, command.acknowledged(), 20)).toBe('deferred');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    const { open } = await world.host.opened();
    expect(open.conversationId).not.toBe(conversation.conversationId);
    const message = await command.followUp();
    expect(message).toMatchObject({ ephemeral: false, text: expect.stringContaining('Connecting') });
  });

  it('leaves a message alone that somebody has deleted', async () => {
    const { command, conversation } = await world.joined();
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Listening')),
    );
    const edits = () => world.discord.recording.requests(/^PATCH /).length;
    const before = edits();
    world.discord.faults.rest(/^PATCH /, { kind: 'error', status: 404, code: 10_008 });
    for (const state of ['thinking', 'agentSpeaking', 'listening'] as const) {
      conversation.tell({ type: 'state', state, speakingUserIds: [] });
      world.clock.advance(2000);
      // A round trip to Discord: an edit that was sent has arrived before it.
      await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    }
    expect(edits()).toBe(before + 1);
  });

  it('edits its message by its own right when the interaction has grown old', async () => {
    const { command, conversation } = await world.joined();
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Listening')),
    );
    world.clock.advance(14 * 60_000);
    conversation.tell({ type: 'state', state: 'thinking', speakingUserIds: [] });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Thinking')),
    );
    const [edit] = world.discord.recording.requests(/^PATCH \/channels\/\d+\/messages\/\d+$/);
    expect(edit?.body).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  it('says where to look before it can keep the message true no longer', async () => {
    const secret = world.guild.addTextChannel({
      name: 'secret',
      overwrites: [{ target: world.application.botUserId, deny: ['ViewChannel'] }],
    });
    world.ada.setVoice(world.lounge.id);
    const command = world.ada.runCommand('join', {}, { channelId: secret.id });
    const conversation = await world.host.opened();
    conversation.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Listening')),
    );
    world.clock.advance(13.5 * 60_000);
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Use `/status`')),
    );
    const edits = () => world.discord.recording.requests(/^PATCH/).length;
    const before = edits();
    const roundTrip = () => world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    await roundTrip();
    conversation.tell({ type: 'state', state: 'thinking', speakingUserIds: [] });
    world.clock.advance(5000);
    await roundTrip();
    expect(edits()).toBe(before);
  });

  it('goes on by its own right when the interaction’s token dies early', async () => {
    const { command, conversation } = await world.joined();
    world.discord.faults.rest(/^PATCH \/webhooks/, { kind: 'error', status: 401, code: 50_027 });
    const byItself = () => world.discord.recording.requests(/^PATCH \/channels/).length;
    for (const [state, shown, edits] of [
      ['listening', 'Listening', 1],
      ['thinking', 'Thinking', 2],
    ] as const) {
      conversation.tell({ type: 'state', state, speakingUserIds: [] });
      await advanceUntil(
        world.clock,
        command.when(({ text }) => text.includes(shown)),
      );
      expect(byItself()).toBe(edits);
    }
    expect(world.discord.recording.requests(/^PATCH \/webhooks/)).toHaveLength(1);
  });

  it('shows a hostile name as it is written, and mentions nobody', async () => {
    const { command, conversation } = await world.joined();
    const mallory = world.guild.addPerson({ name: 'Mallory', nickname: '@everyone [x](https://e.vil)' });
    mallory.setVoice(world.lounge.id);
    await world.host.noise('people', ({ people }) => people.length === 2);
    conversation.tell({ type: 'state', state: 'userSpeaking', speakingUserIds: [mallory.id] });
    const message = await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Hearing')),
    );
    expect(message.text).toContain('**\\@everyone \\[x\\]\\(https\\://e.vil\\)**');
  });
});
