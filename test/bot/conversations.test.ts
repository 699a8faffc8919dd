import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advanceUntil, BotWorld } from './botWorld.ts';

/** What passes between Discord and the voice half while a conversation runs. */
describe('a conversation between Discord and the voice half', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const voiceState = (channelId: string | null) => ({
    op: 4,
    d: { guild_id: world.guild.id, channel_id: channelId, self_mute: false, self_deaf: false },
  });

  it('carries op 4 to Discord, and both voice payloads back', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    const { data: state, conversationId } = await world.host.noise('voiceStateUpdate');
    expect(conversationId).toBe(conversation.conversationId);
    expect(state).toMatchObject({
      user_id: world.application.botUserId,
      channel_id: world.lounge.id,
      session_id: expect.any(String),
    });
    const { data: server } = await world.host.noise('voiceServerUpdate');
    expect(server).toMatchObject({
      guild_id: world.guild.id,
      endpoint: '127.0.0.1:9',
      token: expect.any(String),
    });
  });

  it('lets nothing but an op 4 of its own guild through to the gateway', async () => {
    const { conversation } = await world.joined();
    const foreign = { op: 4, d: { ...voiceState(world.lounge.id).d, guild_id: '1' } };
    for (const payload of [null, 'op 4', { op: 2, d: { token: 'x' } }, { op: 4 }, foreign]) {
      conversation.tell({ type: 'gatewayPayload', payload });
    }
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    await world.host.noise('voiceServerUpdate');
    expect(world.discord.recording.sent('op 4')).toHaveLength(1);
  });

  it('tells the voice half of no other person’s voice state', async () => {
    const { conversation } = await world.joined();
    const ben = world.guild.addPerson({ name: 'Ben' });
    ben.setVoice(world.lounge.id);
    await world.host.noise('people', ({ people }) => people.length === 2);
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    await world.host.noise('voiceStateUpdate');
    expect(world.host.count('voiceStateUpdate')).toBe(1);
  });

  it('keeps an op 4 for a gateway that is just away', async () => {
    const { conversation } = await world.joined();
    world.discord.faults.delayGateway(300);
    world.discord.faults.dropGateway(4000);
    // Until the client has noticed, it still sends; the message is then lost with the socket.
    await new Promise<void>((resolve) => {
      const look = () => (world.discord.gatewayConnections === 0 ? resolve() : setImmediate(look));
      look();
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.text.id) });
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    await world.host.noise('voiceServerUpdate');
    expect(world.lounge.memberIds).toContain(world.application.botUserId);
    world.discord.faults.clear();
    world.discord.faults.dropGateway(4000);
    await expect
      .poll(() => world.discord.recording.dispatched('RESUMED'), { timeout: 15_000 })
      .toHaveLength(2);
    await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    expect(world.discord.recording.sent('op 4')).toHaveLength(1);
  });

  it('tells who comes and goes, bots marked, itself left out', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    await world.host.noise('voiceStateUpdate');
    const jukebox = world.guild.addBotMember({ name: 'Jukebox' });
    jukebox.setVoice(world.lounge.id);
    const { people } = await world.host.noise('people', (message) => message.people.length === 2);
    expect(people).toEqual([
      { userId: world.ada.id, displayName: 'Ada', bot: false },
      { userId: jukebox.id, displayName: 'jukebox', bot: true },
    ]);
    world.ada.setVoice(null);
    await world.host.noise('people', (message) => message.people[0]?.userId === jukebox.id);
  });

  it('runs the tools that the model calls', async () => {
    const { conversation } = await world.joined();
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'who_is_here',
      argumentsJson: '{}',
      userIds: [],
    });
    expect(await world.host.next('toolResult')).toEqual({
      type: 'toolResult',
      conversationId: conversation.conversationId,
      callId: 'c1',
      output: '{"data":{"count":1,"names":["Ada"]}}',
      respond: true,
    });
    conversation.tell({
      type: 'toolCall',
      callId: 'c2',
      name: 'current_time',
      argumentsJson: '{"zone":"UTC"}',
      userIds: [],
    });
    expect((await world.host.next('toolResult')).output).toContain('"time":"22:30"');
    conversation.tell({ type: 'toolCall', callId: 'c3', name: 'fly', argumentsJson: '{}', userIds: [] });
    expect((await world.host.next('toolResult')).output).toContain('no tool of that name');
  });

  it('leaves when the model does, after the goodbye was said', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'state', state: 'agentSpeaking', speakingUserIds: [] });
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'leave_channel',
      argumentsJson: '{}',
      userIds: [],
    });
    expect((await world.host.next('toolResult')).respond).toBe(false);
    world.clock.advance(10_000);
    conversation.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    world.clock.advance(1000);
    expect((await world.host.next('close')).reason).toBe('leftByTool');
    conversation.tell({ type: 'ended', reason: 'leftByTool', trouble: undefined });
  });

  it('ends when its channel is deleted', async () => {
    const { command, conversation } = await world.joined();
    const other = world.guild.addVoiceChannel({ name: 'Other' });
    world.discord.deleteChannel(other.id);
    await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    world.host.verify();
    world.discord.deleteChannel(world.lounge.id);
    expect((await world.host.next('close')).reason).toBe('channelDeleted');
    conversation.tell({ type: 'ended', reason: 'channelDeleted', trouble: undefined });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('The channel was deleted.')),
    );
  });

  it('ends when the bot is thrown out of the server', async () => {
    const { conversation } = await world.joined();
    world.guild.uninstall(world.application);
    expect((await world.host.next('close')).reason).toBe('kicked');
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
  });

  it('ends when Discord closes the gateway for good', async () => {
    const { conversation } = await world.joined();
    world.discord.faults.dropGateway(4004);
    expect((await world.host.next('close')).reason).toBe('voiceFailed');
    conversation.tell({ type: 'ended', reason: 'voiceFailed', trouble: undefined });
  });

  it('runs in several servers, each with its own', async () => {
    const { conversation: first } = await world.joined();
    const office = world.discord.addGuild({ name: 'Office' });
    office.install(world.application);
    const desk = office.addVoiceChannel({ name: 'Desk' });
    const text = office.addTextChannel({ name: 'talk' });
    const cleo = office.addPerson({ name: 'Cleo' });
    cleo.setVoice(desk.id);
    cleo.runCommand('join', {}, { channelId: text.id });
    const second = await world.host.opened();
    expect(second.open.settings).toMatchObject({ guildId: office.id, channelId: desk.id });
    second.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    const left = cleo.runCommand('leave', {}, { channelId: text.id });
    expect((await world.host.next('close')).conversationId).toBe(second.conversationId);
    second.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    await left.reply();
    first.tell({ type: 'toolCall', callId: 'c1', name: 'who_is_here', argumentsJson: '{}', userIds: [] });
    expect((await world.host.next('toolResult')).conversationId).toBe(first.conversationId);
  });

  it('hears no more of Discord’s voice once it has ended, and leaves no timer behind', async () => {
    const timersBefore = world.clock.pending;
    const { command, conversation } = await world.joined();
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    await world.host.noise('voiceServerUpdate');
    conversation.tell({ type: 'state', state: 'agentSpeaking', speakingUserIds: [] });
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'leave_channel',
      argumentsJson: '{}',
      userIds: [],
    });
    await world.host.next('toolResult');
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Ended')),
    );
    const before = world.host.count('voiceStateUpdate');
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    world.discord.moveMember(world.guild.id, world.application.botUserId, hall.id);
    await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    expect(world.host.count('voiceStateUpdate')).toBe(before);
    expect(world.clock.pending).toBe(timersBefore);
  });

  it('does not answer a tool call whose conversation is over', async () => {
    const { conversation } = await world.joined();
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'who_is_here',
      argumentsJson: '{}',
      userIds: [],
    });
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
    await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
  });

  it('tells a reasonable number of people of a huge audience', async () => {
    for (let index = 0; index < 300; index++) {
      world.guild.addPerson({ name: `Listener ${index}` }).setVoice(world.lounge.id);
    }
    // Discord's news is in order: once the command comes, all of them have come.
    const { conversation } = await world.joined();
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'who_is_here',
      argumentsJson: '{}',
      userIds: [],
    });
    expect((await world.host.next('toolResult')).output).toContain('"count":250');
  });

  it('knows who came while the gateway was away, even if no event tells', async () => {
    await world.joined();
    world.discord.faults.refuseResumes();
    world.discord.faults.dropGateway(4000);
    world.guild.addPerson({ name: 'Ben' }).setVoice(world.lounge.id);
    const { people } = await world.host.noise('people', (message) => message.people.length === 2);
    expect(people.map(({ displayName }) => displayName)).toContain('Ben');
  });

  it('says what keeps it from being heard, as long as that lasts, and where it came from', async () => {
    const { conversation, command } = await world.joined();
    const { discord, guild, lounge } = world;
    const botId = world.application.botUserId;
    const shows = (what: (text: string) => boolean) =>
      advanceUntil(
        world.clock,
        command.when(({ text }) => what(text)),
      );
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(lounge.id) });
    await world.host.noise('voiceServerUpdate');
    discord.setPermissions(lounge.id, botId, { deny: ['Speak'] });
    await shows((text) => text.includes('I may not speak here'));
    discord.setPermissions(lounge.id, botId, {});
    await shows((text) => !text.includes('I may not speak here'));
    discord.muteMember(guild.id, botId, { mute: true });
    await shows((text) => text.includes('I was muted for the whole server'));
    discord.muteMember(guild.id, botId, { mute: false });
    const garden = guild.addVoiceChannel({ name: 'Garden' });
    discord.moveMember(guild.id, botId, garden.id);
    conversation.tell({ type: 'moved', channelId: garden.id });
    await shows((text) => text.includes(`I came here from <#${lounge.id}>`) && !text.includes('muted'));
  });

  it('asks to speak on a stage it was dragged onto, where it may only ask', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    await world.host.noise('voiceServerUpdate');
    const stage = world.guild.addVoiceChannel({ name: 'Talks', stage: true });
    world.discord.moveMember(world.guild.id, world.application.botUserId, stage.id);
    await world.host.noise(
      'voiceStateUpdate',
      ({ data }) =>
        typeof data === 'object' &&
        data !== null &&
        'request_to_speak_timestamp' in data &&
        typeof data.request_to_speak_timestamp === 'string',
    );
  });

  it('forgets a trouble once the model speaks again', async () => {
    const { conversation } = await world.joined();
    const status = async () =>
      (await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply()).text;
    conversation.tell({
      type: 'trouble',
      trouble: { code: 'model_session_lost', sentence: 'Just a moment.' },
    });
    conversation.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    expect(await status()).toContain('Just a moment.');
    conversation.tell({ type: 'state', state: 'agentSpeaking', speakingUserIds: [] });
    expect(await status()).not.toContain('Just a moment.');
  });

  it('takes no notice of what a conversation says after its end, or of one that never was', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
    conversation.tell({ type: 'gatewayPayload', payload: voiceState(world.lounge.id) });
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'who_is_here',
      argumentsJson: '{}',
      userIds: [],
    });
    conversation.tell({ type: 'ended', reason: 'internal', trouble: undefined });
    world.host.as('nobody').tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    expect(world.discord.recording.sent('op 4')).toEqual([]);
  });
});
