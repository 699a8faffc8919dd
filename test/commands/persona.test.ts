import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { BotWorld } from '../bot/botWorld.ts';

describe('/persona', () => {
  let world: BotWorld;
  let boss: LocalPerson;
  beforeEach(async () => {
    world = await BotWorld.withBot();
    const managers = world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    boss = world.guild.addPerson({ name: 'Boss', roles: [managers] });
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const run = (command: string, values = {}) =>
    boss.runCommand(`persona ${command}`, values, { channelId: world.text.id });
  const add = async (name: string, instructions: string) => {
    const asked = run('add', { name });
    expect(await asked.acknowledged()).toBe('modal');
    return boss.submitModal(asked, { instructions }).reply();
  };

  it('lists six that are shipped, and has the bot be one, with a way back', async () => {
    expect((await run('list').reply()).text.split('\n')).toHaveLength(1 + 6);
    const typing = boss.startTyping('persona use', 'persona', 'quiz', { channelId: world.text.id });
    await typing.acknowledged();
    expect(typing.data).toEqual({
      choices: [{ name: 'Quizmaster: a pub quiz with scores', value: 'quizmaster' }],
    });
    const used = await run('use', { persona: 'quizmaster' }).reply();
    expect(used.text).toContain('I am now **Quizmaster');
    expect((await run('list').reply()).text).toContain('(that is me now)');
    await boss.pressButton(used, 'persona-undo').reply();
    expect((await run('list').reply()).text).not.toContain('(that is me now)');
  });

  it('changes who the bot is in the middle of a conversation', async () => {
    await world.joined();
    await run('use', { persona: 'storyteller' }).reply();
    const { settings } = await world.host.next('settings');
    expect(settings.model.instructions).toContain('You are a storyteller by a fire.');
  });

  it('adds, edits and deletes a server’s own, whatever it is called and however long it is', async () => {
    const name = '@everyone **Bob** [x](y) {{a}}';
    const added = await add(name, 'x'.repeat(4000));
    expect(added.text).toContain('\\@everyone \\*\\*Bob');
    expect((await run('add', { name }).reply()).text).toContain('There is a persona of that name already');

    const asked = run('edit', { persona: name });
    await asked.acknowledged();
    expect(JSON.stringify(asked.data)).toContain('x'.repeat(4000));
    expect((await boss.submitModal(asked, { instructions: 'Be Bob.' }).reply()).text).toContain(
      'was changed',
    );

    await run('use', { persona: name }).reply();
    expect((await run('delete', { persona: name }).reply()).text).toContain('is gone');
    expect((await run('list').reply()).text).not.toContain('Bob');
    expect((await run('delete', { persona: 'quizmaster' }).reply()).text).toContain('I know no persona');
  });
});

describe('/me', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const me = (values = {}) => world.ada.runCommand('me', values, { channelId: world.text.id }).reply();

  it('gives the model another name for a person, at once, until it is forgotten', async () => {
    await world.joined();
    const told = await me({ name: 'Countess' });
    expect(told.text).toContain('I call you **Countess**');
    await world.host.noise('people', ({ people }) => people[0]?.displayName === 'Countess');
    expect((await world.ada.pressButton(told, 'me-forget:preferredName').reply()).text).toContain(
      'by your name in the server',
    );
    await world.host.noise('people', ({ people }) => people[0]?.displayName === 'Ada');
  });

  it('refuses what is no name', async () => {
    expect((await me({ name: '🎉' })).text).toContain('I cannot call you that');
  });

  it('answers in the language that was chosen, whatever Discord is set to', async () => {
    expect((await me({ language: 'de' })).text).toContain('schreibe dir in Deutsch');
    expect((await me()).text).toContain('Ich nenne dich');
    await world.restartBot();
    expect((await world.ada.runCommand('leave', {}, { channelId: world.text.id }).reply()).text).toContain(
      'Ich bin hier in keinem Sprachkanal',
    );
  });
});
