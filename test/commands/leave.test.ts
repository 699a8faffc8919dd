import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advanceUntil, BotWorld } from '../bot/botWorld.ts';

describe('leaving', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const leave = () => world.ada.runCommand('leave', {}, { channelId: world.text.id });

  it('by /leave ends at once, says for how long it talked, and the status message ends too', async () => {
    const { command, conversation } = await world.joined();
    world.clock.advance(185_000);
    const left = leave();
    const close = await world.host.next('close');
    expect(close).toMatchObject({ conversationId: conversation.conversationId, reason: 'leftByCommand' });
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    const reply = await left.reply();
    expect(reply.content).toBe(`I left <#${world.lounge.id}>. We talked for 3 min 5 s.`);
    expect(reply.ephemeral).toBe(false);
    const last = await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('I was asked to leave.')),
    );
    expect(last.text).toContain('We talked for 3 min 5 s.');
    expect(last.buttons).toEqual([]);
  });

  it('by /leave where there is no conversation says so, to the caller alone', async () => {
    const reply = await leave().reply();
    expect(reply).toMatchObject({
      ephemeral: true,
      content: expect.stringContaining('in no voice channel here'),
    });
  });

  it('by /leave while connecting ends what has hardly begun', async () => {
    world.ada.setVoice(world.lounge.id);
    const join = world.ada.runCommand('join', {}, { channelId: world.text.id });
    const { tell } = await world.host.opened();
    const left = leave();
    await world.host.next('close');
    tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    expect((await left.reply()).content).toContain('It ended before it had begun.');
    await advanceUntil(
      world.clock,
      join.when(({ text }) => text.includes('Ended')),
    );
  });

  it('works even if the voice half is dead: the bot takes itself out of the channel', async () => {
    const { conversation } = await world.joined();
    const d = { guild_id: world.guild.id, channel_id: world.lounge.id, self_mute: false, self_deaf: false };
    conversation.tell({ type: 'gatewayPayload', payload: { op: 4, d } });
    await world.host.noise('voiceStateUpdate');
    expect(world.lounge.memberIds).toContain(world.application.botUserId);
    const left = leave();
    await world.host.next('close');
    await advanceUntil(world.clock, left.reply());
    // Op 4 is on its way: the next command's answer comes after it.
    await leave().reply();
    expect(world.lounge.memberIds).not.toContain(world.application.botUserId);
  });

  it('by two at once asks the voice half once, and answers both', async () => {
    const { conversation } = await world.joined();
    const both = [leave(), leave()];
    await world.host.next('close');
    await Promise.all(both.map((command) => advanceUntil(world.clock, command.acknowledged(), 20)));
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    for (const command of both) {
      expect((await command.followUp()).content).toContain('We talked for');
    }
  });

  it('by the button ends at once; its message says the rest', async () => {
    const { message, command, conversation } = await world.joined();
    const press = world.ada.pressButton(message, `leave:${conversation.conversationId}`);
    expect((await world.host.next('close')).reason).toBe('leftByCommand');
    expect(await press.acknowledged()).toBe('deferredUpdate');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    const last = await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Ended')),
    );
    expect(last.buttons).toEqual([]);
    expect(press.followUps).toEqual([]);
  });

  it('by a button pressed twice tells the second that it is over, and edits no faster for it', async () => {
    const { message, command, conversation } = await world.joined();
    const customId = `leave:${conversation.conversationId}`;
    world.ada.pressButton(message, customId);
    await world.host.next('close');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    const told = await world.ada.pressButton(message, customId).followUp();
    expect(told).toMatchObject({ ephemeral: true, content: 'This conversation is over already.' });
    expect(world.discord.recording.requests(/^PATCH/)).toEqual([]);
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('I was asked to leave.')),
    );
  });

  it('by a button from before a restart makes its message true', async () => {
    const { message, conversation } = await world.joined();
    const customId = `leave:${conversation.conversationId}`;
    await world.restartBot();
    expect((await world.host.next('close')).reason).toBe('shutdown');
    const told = await world.ada.pressButton(message, customId).followUp();
    expect(told.content).toContain('over already');
    expect(world.text.messages[0]).toMatchObject({ buttons: [], text: 'Ended\nThis conversation is over.' });
  });

  it('by a button keeps its old message alive with the fresh token', async () => {
    const { message, command, conversation } = await world.joined();
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Listening')),
    );
    world.clock.advance(20 * 60_000);
    world.ada.pressButton(message, `leave:${conversation.conversationId}`);
    await world.host.next('close');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Ended')),
    );
    expect(world.discord.recording.requests(/^PATCH \/channels/)).toEqual([]);
  });
});
