import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_EVERYONE, permissionBits } from '../../src/offline/discord/permissions.ts';
import { ToolRoom } from './toolRoom.ts';

let tools: ToolRoom;
beforeAll(async () => {
  tools = await ToolRoom.open({ people: ['Mia', 'Tom'] });
});
afterAll(() => tools?.room.close());

/** What a function answered, without its wrapping. */
async function answerOf(name: string, args: object = {}) {
  await tools.untilQuiet();
  return JSON.parse((await tools.ask(name, args)).output);
}

describe('a shipped tool', () => {
  it('tells the time', async () => {
    expect(await answerOf('current_time', { zone: 'Asia/Tokyo' })).toMatchObject({
      data: { zone: 'Asia/Tokyo' },
    });
  });

  it('tells who is here', async () => {
    expect(await answerOf('who_is_here')).toEqual({ data: { count: 2, names: ['Mia', 'Tom'] } });
  });

  it('writes to the text channel, and notifies nobody', async () => {
    expect(await answerOf('post_message', { text: 'Milk and @everyone' })).toEqual({
      data: { posted: true },
    });
    await tools.room.channel.when(({ text }) => text === 'Milk and @everyone');
  });

  it('makes a poll', async () => {
    const poll = { question: 'Pizza?', answers: ['Yes', 'Always'] };
    expect(await answerOf('make_poll', poll)).toEqual({ data: { posted: true } });
    await tools.room.channel.when(({ text }) => text === 'Pizza?\nYes\nAlways');
  });

  it('rolls dice', async () => {
    expect(await answerOf('roll_dice', { count: 2 })).toMatchObject({ data: { rolls: { length: 2 } } });
  });

  it('remembers, recalls and forgets', async () => {
    expect(await answerOf('remember_fact', { fact: 'Tom likes jazz.' })).toEqual({
      data: { remembered: true },
    });
    expect(await answerOf('recall_facts', { about: 'jazz' })).toEqual({
      data: { facts: ['Tom likes jazz.'] },
    });
    expect(await answerOf('forget_fact', { about: 'jazz' })).toEqual({
      data: { forgotten: 'Tom likes jazz.' },
    });
    expect(await answerOf('recall_facts')).toEqual({ data: { facts: [] } });
  });

  it('finds what was said today', async () => {
    await tools.untilQuiet();
    await tools.say('We meet at the old bridge.');
    await tools.untilQuiet();
    const { data } = await answerOf('search_spoken', { words: 'bridge' });
    expect(data.found).toMatchObject([{ who: 'Mia', said: 'We meet at the old bridge.' }]);
  });

  it('sets a timer, lists it, and tells aloud when it is up', async () => {
    const { data } = await answerOf('set_timer', { seconds: 4, label: 'eggs' });
    expect(data.inSeconds).toBe(4);
    expect(await answerOf('list_reminders')).toMatchObject({
      data: { reminders: [{ text: 'The timer is up: eggs' }] },
    });
    expect(await tools.untilNews('eggs')).toContain('"for":"Mia"');
    expect(await answerOf('cancel_reminder', { about: 'eggs' })).toHaveProperty('error');
  });

  it('is taken from the model at once when it is switched off, and refused in words; and given back', async () => {
    const { world, channel } = tools.room;
    const { owner } = world.guild;
    const place = { channelId: channel.id };
    const dice = { tool: 'roll_dice' };
    const isOffered = () => tools.offered.includes('roll_dice');
    await tools.untilQuiet();
    await owner.runCommand('tools off', dice, place).reply();
    // A model that goes on with what it had is refused.
    expect(await answerOf('roll_dice')).toEqual({ error: expect.stringContaining('switched off') });
    expect(isOffered()).toBe(false);
    expect(tools.offered).toContain('current_time');
    await tools.untilQuiet();
    await owner.runCommand('tools on', dice, place).reply();
    expect(await answerOf('roll_dice')).toHaveProperty('data');
    expect(isOffered()).toBe(true);
  });

  it('changes the persona for those who may manage the server', async () => {
    const { guild } = tools.room.world;
    const persona = { persona: 'tutor' };
    expect(await answerOf('change_manner', persona)).toEqual({
      error: expect.stringContaining('not allowed'),
    });
    const everybody = guild.everyoneRoleId;
    guild.setRolePermissions(everybody, DEFAULT_EVERYONE | permissionBits(['ManageGuild']));
    expect(await answerOf('change_manner', persona)).toEqual({ data: { changed: persona } });
    const { world } = tools.room;
    await tools.until('the new persona', () =>
      world.model.session.config.instructions.includes('tutor') ? true : undefined,
    );
  });

  it('moves to another channel', async () => {
    const attic = tools.room.world.addVoiceChannel('The Attic');
    expect(await answerOf('move_channel', { channel: 'the attic' })).toEqual({
      data: { moved: true, channelName: 'The Attic' },
    });
    expect(attic.memberIds).toContain(tools.room.world.botId);
    for (const person of tools.room.people) await person.join(attic);
    await Promise.all(
      tools.room.people.map(({ client }) => client.untilEncryptedWith([tools.room.world.botId])),
    );
  });

  it('leaves when asked', async () => {
    await tools.untilQuiet();
    await tools.wish('leave_channel', {});
    await tools.room.channel.when(({ text }) => text.includes('I was asked to leave'));
  });
});
