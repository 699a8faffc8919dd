import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { BotWorld } from './botWorld.ts';

describe('ending a conversation', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const run = (person: LocalPerson, name: string, values = {}) =>
    person.runCommand(name, values, { channelId: world.text.id });
  const allowOnly = (roleId: string) =>
    new SettingsBook(world.store, silentLogger()).change(world.guild.id, world.guild.owner.id, () => ({
      allowedRoleIds: [roleId],
    }));

  it.each([
    ['en-US', 'Others are talking with me'],
    ['de', 'sprechen andere mit mir'],
  ])('is refused to people who have no part in it (%s)', async (locale, sentence) => {
    const { message, conversation } = await world.joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    const ben = world.guild.addPerson({ name: 'Ben', locale });
    for (const [name, values] of [
      ['leave', {}],
      ['stop', {}],
      ['join', { channel: hall.id }],
    ] as const) {
      const refused = await run(ben, name, values).reply();
      expect(refused).toMatchObject({ ephemeral: true, content: expect.stringContaining(sentence) });
    }
    const press = ben.pressButton(message, `leave:${conversation.conversationId}`);
    expect((await press.followUp()).content).toContain(sentence);
  });

  it('is for whoever began it, from wherever they are', async () => {
    await world.joined();
    world.ada.setVoice(world.guild.addVoiceChannel({ name: 'Hall' }).id);
    await world.host.noise('people', ({ people }) => people.length === 0);
    run(world.ada, 'leave');
    await world.host.next('close');
  });

  it.each(['ManageGuild', 'MoveMembers'] as const)('is for people with %s', async (permission) => {
    await world.joined();
    const role = world.guild.addRole({ name: 'Staff', permissions: [permission] });
    run(world.guild.addPerson({ name: 'Ben', roles: [role] }), 'leave');
    await world.host.next('close');
  });

  it('is for everybody when the bot was left alone there', async () => {
    await world.joined();
    world.ada.setVoice(world.guild.addVoiceChannel({ name: 'Hall' }).id);
    await world.host.noise('people', ({ people }) => people.length === 0);
    run(world.guild.addPerson({ name: 'Ben' }), 'leave');
    await world.host.next('close');
  });

  it('is for people in the channel', async () => {
    await world.joined();
    const ben = world.guild.addPerson({ name: 'Ben' });
    ben.setVoice(world.lounge.id);
    await world.host.noise('people', ({ people }) => people.length === 2);
    run(ben, 'leave');
    await world.host.next('close');
  });

  it('and pressing Talk are for the allowed roles alone, from the next press on', async () => {
    const { message, conversation } = await world.joined();
    await allowOnly(world.guild.addRole({ name: 'Singers' }));
    for (const button of ['talk', 'leave']) {
      const press = world.ada.pressButton(message, `${button}:${conversation.conversationId}`);
      expect((await press.followUp()).content).toContain('only some roles may call me');
    }
    for (const name of ['leave', 'stop'])
      expect((await run(world.ada, name).reply()).content).toContain('only some roles may call me');
    run(world.guild.owner, 'leave');
    await world.host.next('close');
  });
});
