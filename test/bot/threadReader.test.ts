import { GatewayIntentBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_TYPED_CHARACTERS } from '../../src/bot/threadReader.ts';
import type { LocalChannel } from '../../src/offline/discord/localChannel.ts';
import { advanceUntil, BotWorld } from './botWorld.ts';

const ON = { READ_THREADS: 'true' };

describe('the thread of a transcript', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.open(GatewayIntentBits.MessageContent);
    world.guild.setRolePermissions(world.guild.everyoneRoleId, [
      ...(['ViewChannel', 'SendMessages', 'Connect', 'Speak', 'UseApplicationCommands'] as const),
      ...(['CreatePublicThreads', 'SendMessagesInThreads'] as const),
    ]);
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  async function transcribed(): Promise<LocalChannel> {
    await world.joined();
    const asked = world.ada.runCommand('transcript on', {}, { channelId: world.text.id });
    await advanceUntil(world.clock, asked.reply());
    const [thread] = world.guild.threads;
    if (thread === undefined) throw new Error('no thread was opened');
    return thread;
  }

  it('is read: what somebody of the conversation writes reaches the model under their name', async () => {
    await world.startBot(ON);
    const thread = await transcribed();
    world.ada.say(thread.id, 'What is for dinner?');
    expect(await world.host.next('text')).toMatchObject({
      userId: world.ada.id,
      name: 'Ada',
      text: 'What is for dinner?',
    });
    world.ada.say(thread.id, 'x'.repeat(2 * MAX_TYPED_CHARACTERS));
    expect((await world.host.next('text')).text.length).toBe(MAX_TYPED_CHARACTERS);
    world.ada.say(thread.id, 'look', ['picture.png']);
    expect((await world.host.next('text')).text).toBe('look [picture.png]');
    const writes = world.discord.recording.requests(new RegExp(`/channels/${thread.id}/messages`));
    expect(JSON.stringify(writes)).not.toContain('dinner');
  });

  it('is the only place that is read, and bots are not', async () => {
    await world.startBot(ON);
    const thread = await transcribed();
    world.ada.say(world.text.id, 'elsewhere');
    world.guild.addBotMember({ name: 'Robot' }).say(thread.id, 'beep');
    world.ada.say(thread.id, 'here');
    expect((await world.host.next('text')).text).toBe('here');
  });

  it('tells once whoever is not in the conversation why they are not read', async () => {
    await world.startBot(ON);
    const thread = await transcribed();
    const bert = world.guild.addPerson({ name: 'Bert' });
    bert.say(thread.id, 'hello?');
    await thread.when(({ content }) => content.includes('Join <#'));
    bert.say(thread.id, 'hello again?');
    world.ada.say(thread.id, 'here');
    expect((await world.host.next('text')).text).toBe('here');
    expect(thread.messages.filter(({ content }) => content.includes('Join <#'))).toHaveLength(1);
  });

  it('does not carry what somebody writes who has refused to be heard', async () => {
    await world.startBot(ON);
    const thread = await transcribed();
    await world.ada.runCommand('privacy out').reply();
    world.ada.say(thread.id, 'not for the model');
    await thread.when(({ content }) => content.includes('agreed to be heard'));
  });

  it('is not read unless that is switched on', async () => {
    await world.startBot();
    const thread = await transcribed();
    world.ada.say(thread.id, 'between us');
    await world.ada.runCommand('status').reply();
    expect(world.discord.recording.dispatched('MESSAGE_CREATE')).toEqual([]);
  });
});

it('a bot that may not read messages says where to switch that on', async () => {
  const world = await BotWorld.open();
  await expect(world.startBot(ON)).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringMatching(/Bot > Message Content Intent.*READ_THREADS=false/),
  });
  await world.close();
});
