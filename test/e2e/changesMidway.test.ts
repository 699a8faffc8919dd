import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalChannel } from '../../src/offline/discord/localChannel.ts';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { LOCAL_TURNS, pause, sentByBot } from './localTurn.ts';
import { Room } from './room.ts';
import { expectTurn } from './turn.ts';

describe('a conversation goes on when in the middle of it', () => {
  let room: Room;
  let boss: LocalPerson;
  let text: LocalChannel;

  beforeAll(async () => {
    room = await Room.open({ env: { ...LOCAL_TURNS, ANSWER_MODE: 'always' }, people: ['Mia', 'Tom'] });
    const { guild } = room.world;
    text = guild.addTextChannel({ name: 'general' });
    guild.setRolePermissions(guild.everyoneRoleId, [
      ...(['ViewChannel', 'SendMessages', 'Connect', 'Speak', 'UseApplicationCommands'] as const),
      ...(['CreatePublicThreads', 'SendMessagesInThreads'] as const),
    ]);
    boss = guild.addPerson({
      name: 'Boss',
      roles: [guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] })],
    });
    const joining = room.mia.command('join', {}, { channelId: text.id });
    await joining.when((message) => message.text.includes('Listening'));
    await Promise.all(room.people.map(({ client }) => client.untilEncryptedWith([room.world.botId])));
  });
  afterAll(() => room?.close());

  const where = () => ({ channelId: text.id });
  const told = (part: string) => text.when((message) => message.text.includes(part), 20_000);

  it('the bot may not speak any more, and then may again', async () => {
    const { discord, botId } = room.world;
    discord.setPermissions(room.channel.id, botId, { deny: ['Speak'] });
    await told('I may not speak here');
    discord.setPermissions(room.channel.id, botId, {});
    await text.when(
      (message) => !message.text.includes('I may not speak here') && message.buttons.length > 0,
    );
    await expectTurn(room);
  });

  it('it may not connect any more: it stays, and says that it could not come back', async () => {
    const { discord, botId } = room.world;
    discord.setPermissions(room.channel.id, botId, { deny: ['Connect'] });
    await told('lost the **Connect** permission');
    await expectTurn(room);
    discord.setPermissions(room.channel.id, botId, {});
  });

  it('the place of the transcript is taken from it: that ends, and is said', async () => {
    const { world } = room;
    await room.mia.command('transcript on', {}, where()).reply();
    const [thread] = world.guild.threads;
    if (thread === undefined) throw new Error('no thread was opened');
    await thread.when(({ content }) => content.includes('written down'));
    // Its own messages it may edit for as long as it sees them.
    world.discord.setPermissions(text.id, world.botId, { deny: ['ViewChannel', 'SendMessages'] });
    await expectTurn(room);
    await told('I may no longer write in');
    expect((await boss.runCommand('transcript on', {}, where()).reply()).text).toMatch(
      /I need in|no text channel/,
    );
    expect((await room.mia.command('status', {}, where()).reply()).text).toContain('Listening');
    world.discord.setPermissions(text.id, world.botId, {});
  });

  it('somebody leaves the server while they are speaking: the others are answered', async () => {
    const { world } = room;
    const tom = room.person(1);
    const mark = world.model.recording.mark();
    const speaking = tom.say(
      'I am in the middle of a very long sentence that nobody will ever hear the end of, because',
    );
    await world.model.recording.untilEvent('input_audio_buffer.append', { after: mark });
    world.guild.removePerson(tom.id);
    await speaking.catch(() => undefined);
    await expectTurn(room);
    expect(room.channel.memberIds).not.toContain(tom.id);
  });

  it('everybody is to be asked first: then nobody is heard until they agree', async () => {
    const { world, mia } = room;
    const panel = await boss.runCommand('settings', {}, where()).reply();
    const picked = await boss.selectOption(panel, 'settings-pick', 'consentMode').reply();
    await boss.selectOption(picked, 'settings-value:consentMode', 'ask').reply();
    const mark = world.model.recording.mark();
    await mia.say('This is for nobody but my friends.');
    await pause(500);
    expect(sentByBot(room, 'input_audio_buffer.append', mark)).toEqual([]);
    await mia.command('privacy in', {}, where()).reply();
    await expectTurn(room);
  });

  it('the channel in which it was called is deleted: it talks on, and is ended elsewhere', async () => {
    const { world, mia } = room;
    world.discord.deleteChannel(text.id);
    await expectTurn(room);
    const leaving = await mia.command('leave', {}, { channelId: room.channel.id }).reply();
    expect(leaving.text).toContain('I left');
    expect(room.bot.logs.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
