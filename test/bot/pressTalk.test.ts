import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advanceUntil, BotWorld } from './botWorld.ts';

const HINT = 'I am listening to you: say what you like.';

describe('the Talk button', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot({ REALTIME_VAD: 'speculative' });
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  async function joined() {
    const { message, conversation, command } = await world.joined();
    const talkId = `talk:${conversation.conversationId}`;
    const press = (person = world.ada) => person.pressButton(message, talkId);
    return { message, conversation, command, press, talkId };
  }

  it('stands beside Leave while the conversation runs', async () => {
    const { message, conversation, command } = await joined();
    expect(message.buttons.map(({ label }) => label)).toEqual(['Leave', 'Talk']);
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
    const last = await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Ended')),
    );
    expect(last.buttons).toEqual([]);
  });

  it('is not there where the model decides whom it answers', async () => {
    const other = await BotWorld.withBot({ REALTIME_VAD: 'semantic' });
    const { message } = await other.joined();
    expect(message.buttons.map(({ label }) => label)).toEqual(['Leave']);
    await other.close();
  });

  it('tells the voice half who pressed, acknowledges at once, and gives the hint to them alone', async () => {
    const { conversation, press } = await joined();
    const pressed = press();
    expect(await world.host.next('talk')).toEqual({
      type: 'talk',
      conversationId: conversation.conversationId,
      userId: world.ada.id,
    });
    expect(await pressed.acknowledged()).toBe('deferredUpdate');
    expect(await pressed.followUp()).toMatchObject({ ephemeral: true, content: HINT });
  });

  it('gives the hint once a person, and acknowledges later presses without a word', async () => {
    const { press } = await joined();
    const ben = world.guild.addPerson({ name: 'Ben' });
    ben.setVoice(world.lounge.id);
    await world.host.noise('people', ({ people }) => people.length === 2);
    await press().followUp();
    const again = press();
    expect(await again.acknowledged()).toBe('deferredUpdate');
    const bens = press(ben);
    expect((await bens.followUp()).content).toBe(HINT);
    for (const userId of [world.ada.id, world.ada.id, ben.id]) {
      expect((await world.host.next('talk')).userId).toBe(userId);
    }
    // Whatever was still to be said to Ada would have been said before the answer to her next command.
    await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    expect(again.followUps).toEqual([]);
  });

  it('tells somebody elsewhere to join first, and the voice half nothing', async () => {
    const { press } = await joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    const ben = world.guild.addPerson({ name: 'Ben' });
    for (const channelId of [undefined, hall.id]) {
      if (channelId !== undefined) ben.setVoice(channelId);
      expect(await press(ben).followUp()).toMatchObject({
        ephemeral: true,
        content: expect.stringContaining(`Join <#${world.lounge.id}> first`),
      });
    }
    world.host.verify();
  });

  it('follows the bot to where it moved', async () => {
    const { conversation, press } = await joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    conversation.tell({ type: 'moved', channelId: hall.id });
    expect((await press().followUp()).content).toContain(`Join <#${hall.id}> first`);
    world.ada.setVoice(hall.id);
    await world.host.noise('people', ({ people }) => people.length === 1);
    expect((await press().followUp()).content).toBe(HINT);
    await world.host.next('talk');
  });

  it('of a conversation that is closing asks for nothing more', async () => {
    const { conversation, press, message } = await joined();
    world.ada.pressButton(message, `leave:${conversation.conversationId}`);
    await world.host.next('close');
    const pressed = press();
    expect(await pressed.acknowledged()).toBe('deferredUpdate');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    expect(pressed.followUps).toEqual([]);
  });

  it('of a message from before a restart makes that message true', async () => {
    const { message, talkId } = await joined();
    await world.restartBot();
    expect((await world.host.next('close')).reason).toBe('shutdown');
    const told = await world.ada.pressButton(message, talkId).followUp();
    expect(told).toMatchObject({ ephemeral: true, content: 'This conversation is over already.' });
    expect(world.text.messages[0]).toMatchObject({ buttons: [], text: 'Ended\nThis conversation is over.' });
  });

  it('keeps the message alive with its fresh token', async () => {
    const { command, press, conversation } = await joined();
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Listening')),
    );
    world.clock.advance(20 * 60_000);
    await press().followUp();
    await world.host.next('talk');
    conversation.tell({ type: 'state', state: 'thinking', speakingUserIds: [] });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Thinking')),
    );
    expect(world.discord.recording.requests(/^PATCH \/channels/)).toEqual([]);
  });
});
