import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { FactStore } from '../../src/store/factStore.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { BotWorld } from '../bot/botWorld.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await BotWorld.withBot();
});
afterEach(async () => {
  world.host.verify();
  await world.close();
});

const heard = (...ids: string[]) =>
  world.host.noise('hearing', ({ userIds }) => `${userIds}` === `${ids.sort()}`);
const type = (command: string, values = {}) =>
  world.ada.runCommand(command, values, { channelId: world.text.id });

/** The server asks everybody before they are heard. */
async function askFirst(): Promise<void> {
  await new SettingsBook(world.store, silentLogger()).change(world.guild.id, '1', () => ({
    consentMode: 'ask',
  }));
}

describe('a conversation', () => {
  it('tells people who hears them and how to refuse, and hears all but bots', async () => {
    const robot = world.guild.addPerson({ name: 'Jukebox', bot: true });
    robot.setVoice(world.lounge.id);
    await world.joined();
    await heard(world.ada.id);
    const notice = await world.lounge.when(({ text }) => text.includes('I am listening here'));
    expect(notice.text).toContain('gpt-realtime');
    expect(notice.text).toContain('/privacy out');
    expect(notice.buttons.map(({ label }) => label)).toEqual(['You may hear me', 'Do not hear me']);
  });

  it('tells them also where it may embed no links', async () => {
    world.discord.setPermissions(world.lounge.id, world.guild.everyoneRoleId, { deny: ['EmbedLinks'] });
    await world.joined();
    const notice = await world.lounge.when(({ buttons }) => buttons.length > 0);
    expect(notice.text).toContain('I am listening here');
    expect(notice.text).toContain('/privacy out');
  });

  it('stops hearing whoever presses the button, and hears them again when they like', async () => {
    await world.joined();
    await heard(world.ada.id);
    const notice = await world.lounge.when(({ text }) => text.includes('I am listening here'));
    const pressed = world.ada.pressButton(notice, 'consent:no');
    await heard();
    expect((await pressed.reply()).content).toContain('I do not hear you in this server any more');
    expect(pressed.ephemeral).toBe(true);
    const before = world.host.count('hearing');
    expect((await type('privacy in').reply()).content).toContain('I hear you in this server');
    expect(world.host.count('hearing')).toBe(before + 1);
  });

  it('hears nobody who was not asked where the server asks, and asks each who comes', async () => {
    await askFirst();
    await world.joined();
    const notice = await world.lounge.when(({ text }) => text.includes('I am listening here'));
    expect(notice.text).toContain('only if you agree');
    expect(world.host.count('hearing')).toBe(0);
    const ben = world.guild.addPerson({ name: '@everyone [x](http://evil) **Ben**' });
    ben.setVoice(world.lounge.id);
    const asked = await world.lounge.when(({ text }) => text.includes(`<@${ben.id}>`));
    expect(asked.text).not.toContain('evil');
    await ben.pressButton(asked, 'consent:yes').reply();
    await heard(ben.id);
  });

  it('asks everybody in it, and hears nobody meanwhile, when the server chooses so', async () => {
    await world.joined();
    await heard(world.ada.id);
    await world.lounge.when(({ text }) => text.includes('I am listening here'));
    const managers = world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    const boss = world.guild.addPerson({ name: 'Boss', roles: [managers] });
    const panel = await boss.runCommand('settings', {}, { channelId: world.text.id }).reply();
    const picked = await boss.selectOption(panel, 'settings-pick', 'consentMode').reply();
    const chosen = await boss.selectOption(picked, 'settings-value:consentMode', 'ask').reply();
    await world.host.next('settings');
    expect(chosen.text).toContain('**Consent to be heard** is now Everybody is asked first.');
    expect(chosen.embeds[0]?.fields.map(({ name }) => name)).not.toContain('Notice when I join');
    await heard();
    const asked = await world.lounge.when(({ text }) => text.includes(`<@${world.ada.id}>, may I hear you?`));
    const before = world.host.count('hearing');
    await world.ada.pressButton(asked, 'consent:yes').reply();
    expect(world.host.count('hearing')).toBe(before + 1);
  });

  it('has nothing of what was said today found by the model, once they have refused, and for good', async () => {
    const { conversation } = await world.joined();
    await heard(world.ada.id);
    const atMs = Date.parse('2026-07-01T22:00:00Z');
    const entry = { type: 'said', atMs, userId: world.ada.id, name: 'Ada', text: 'Swordfish.' } as const;
    conversation.tell({ type: 'spoken', entry });
    let calls = 0;
    const found = async () => {
      calls += 1;
      const call = { callId: `s${calls}`, name: 'search_spoken', argumentsJson: '{"words":"swordfish"}' };
      conversation.tell({ type: 'toolCall', ...call, userIds: [] });
      return (await world.host.next('toolResult')).output;
    };
    expect(await found()).toContain('Swordfish');
    await type('privacy out').reply();
    expect(await found()).toBe('{"data":{"found":[]}}');
    await type('privacy in').reply();
    expect(await found()).toBe('{"data":{"found":[]}}');
  });

  it('gives no notice where the server wants none', async () => {
    const settings = new SettingsBook(world.store, silentLogger());
    await settings.change(world.guild.id, '1', () => ({ joinNotice: false }));
    await world.joined();
    await heard(world.ada.id);
    await type('privacy show').reply();
    expect(
      world.discord.recording.requests(new RegExp(`^POST .*channels/${world.lounge.id}/messages`)),
    ).toEqual([]);
  });

  it('goes by what is decided everywhere, until that is changed', async () => {
    await world.joined();
    await heard(world.ada.id);
    world.ada.setVoice(null);
    world.ada.setVoice(world.lounge.id);
    await type('privacy out', { where: 'everywhere' }).reply();
    await heard();
    await type('privacy in', { where: 'everywhere' }).reply();
    expect((await type('privacy show').reply()).text).toContain('I hear you when you are in a voice channel');
  });

  it('tells who presses Talk and is not heard why nothing comes of it', async () => {
    const { message } = await world.joined();
    await type('privacy out').reply();
    const talk = message.buttons.find(({ label }) => label === 'Talk')?.customId ?? '';
    const told = await world.ada.pressButton(message, talk).followUp();
    expect(told.content).toContain('you have not agreed');
    await world.host.next('talk');
  });
});

describe('/privacy', () => {
  it('shows what is kept without letting it do anything, sends it as a file, and deletes it when asked twice', async () => {
    const facts = new FactStore(world.store);
    const text = `@everyone **tea** ${'x'.repeat(4000)}`;
    await facts.add({ guildId: world.guild.id, userId: world.ada.id, text, atMs: 0 });
    await facts.add({ guildId: world.guild.id, userId: '42', text: 'somebody else’s', atMs: 0 });
    const shown = await type('privacy show').reply();
    expect(shown.text).toContain('What you had me remember (1)');
    expect(shown.text).toContain('\\@everyone \\*\\*tea\\*\\*');
    expect(shown.text).not.toContain('somebody else');
    const sent = type('privacy export');
    expect((await sent.reply()).content).toContain('all that I keep about you');
    expect(sent.ephemeral).toBe(true);
    const asked = await type('privacy delete').reply();
    expect(await facts.ofGuild(world.guild.id)).toHaveLength(2);
    const done = await world.ada.pressButton(asked, 'privacyDelete').reply();
    expect(done.content).toContain('is deleted');
    expect((await facts.ofGuild(world.guild.id)).map(({ userId }) => userId)).toEqual(['42']);
    expect((await type('privacy show').reply()).text).toContain('I keep nothing else about you');
  });
});
