import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BotWorld } from '../bot/botWorld.ts';

describe('/say', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const say = (text: string, who = world.ada) =>
    who.runCommand('say', { text }, { channelId: world.text.id }).reply();

  it('has the bot say a text, and shows the caller which, without its markup', async () => {
    await world.joined();
    const reply = await say('  @everyone, **dinner** is ready ');
    expect(await world.host.next('say')).toMatchObject({ text: '@everyone, **dinner** is ready' });
    expect(reply.ephemeral).toBe(true);
    expect(reply.content).toContain('\\@everyone, \\*\\*dinner\\*\\* is ready');
  });

  it('shows the beginning of a long text, and Discord takes none that is longer than a minute', async () => {
    await world.joined();
    const reply = await say('😀 so '.repeat(160));
    expect((await world.host.next('say')).text.length).toBeGreaterThan(900);
    expect(reply.content.length).toBeLessThan(500);
    expect(() => world.ada.runCommand('say', { text: 'x'.repeat(1001) })).toThrow();
  });

  it('refuses what cannot be said, and people who are not there, in their language', async () => {
    expect((await say('Hello')).content).toContain('no conversation');
    await world.joined();
    expect((await say('?!')).content).toContain('nothing in it');
    const ute = world.guild.addPerson({ name: 'Ute', locale: 'de' });
    expect((await say('Hallo', ute)).content).toContain('Komm erst nach');
  });
});
