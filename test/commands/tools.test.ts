import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENGLISH } from '../../src/words/en.ts';
import { advanceUntil, BotWorld } from '../bot/botWorld.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await BotWorld.withBot();
});
afterEach(async () => {
  world.host.verify();
  await world.close();
});

const place = () => ({ channelId: world.text.id });
const owner = (name: string, options = {}) => world.guild.owner.runCommand(name, options, place()).reply();

describe('/tools', () => {
  it('shows to anybody what can be done, and for whom', async () => {
    const list = world.ada.runCommand('tools list', {}, place());
    const { text } = await list.reply();
    expect(list.ephemeral).toBe(true);
    expect(text).toContain('🟢 `roll_dice`');
    const names = [...text.matchAll(/[🟢⚪] `(\w+)`/gu)].map(([, name]) => name);
    expect(Object.keys(ENGLISH.texts.toolDeeds)).toEqual(expect.arrayContaining(names));
    expect(names.length).toBeGreaterThan(10);
    expect(text).toMatch(/`change_manner`.*people who may manage the server/);
  });

  it('is switched by those alone who may manage the server', async () => {
    const denied = await world.ada.runCommand('tools off', { tool: 'roll_dice' }, place()).reply();
    expect(denied.text).toContain('Manage Server');
    expect((await owner('tools list')).text).toContain('🟢 `roll_dice`');
  });

  it('switches a tool off and on, for good', async () => {
    await owner('tools off', { tool: 'roll_dice' });
    await world.restartBot();
    expect((await owner('tools list')).text).toContain('⚪ `roll_dice`');
    expect((await owner('tools on', { tool: 'roll_dice' })).text).toContain('is on');
    expect((await owner('tools list')).text).toContain('🟢 `roll_dice`');
    expect((await owner('tools off', { tool: 'fly' })).text).toContain('no tool of that name');
  });

  it('takes the tool from a running conversation too', async () => {
    const { conversation } = await world.joined();
    await owner('tools off', { tool: 'roll_dice' });
    const { settings } = await world.host.next('settings');
    expect(settings.model.tools.map(({ name }) => name)).not.toContain('roll_dice');
    expect(settings.model.tools.map(({ name }) => name)).toContain('make_poll');
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'roll_dice',
      argumentsJson: '{}',
      userIds: [world.ada.id],
    });
    expect((await world.host.next('toolResult')).output).toContain('switched off');
    const { text } = await owner('tools log');
    expect(text).toContain(`<@${world.ada.id}>: \`roll_dice\``);
    expect(text).toContain('denied');
  });
});

describe('a tool that is not for everyone', () => {
  it('is for whoever may use it now: a role that was taken meanwhile counts no more, nor does who has left', async () => {
    const managers = world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    world.guild.setRoles(world.ada.id, [managers]);
    const { conversation } = await world.joined();
    const change = (callId: string) => {
      const argumentsJson = '{"voice":"cedar"}';
      const userIds = [world.ada.id];
      conversation.tell({ type: 'toolCall', callId, name: 'change_manner', argumentsJson, userIds });
    };
    change('c1');
    expect((await world.host.next('settings')).settings.model.voice).toBe('cedar');
    expect((await world.host.next('toolResult')).output).toContain('cedar');
    world.guild.setRoles(world.ada.id, []);
    change('c2');
    expect((await world.host.next('toolResult')).output).toContain('not allowed');
    world.guild.setRoles(world.ada.id, [managers]);
    change('c3');
    expect((await world.host.next('toolResult')).output).toContain('cedar');
    world.guild.removePerson(world.ada.id);
    change('c4');
    expect((await world.host.next('toolResult')).output).toContain('not allowed');
  });
});

describe('/stop', () => {
  it('silences the conversation, for those who are in it', async () => {
    expect((await world.ada.runCommand('stop', {}, place()).reply()).text).toContain('no conversation');
    await world.joined();
    const stranger = world.guild.addPerson({ name: 'Ben' });
    expect((await stranger.runCommand('stop', {}, place()).reply()).text).toContain('Others are talking');
    expect((await world.ada.runCommand('stop', {}, place()).reply()).text).toBe('I am quiet.');
    await world.host.next('stop');
  });
});

describe('a reminder', () => {
  const remind = async () => {
    const { conversation } = await world.joined();
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'set_reminder',
      argumentsJson: JSON.stringify({ text: 'Tea @everyone', inSeconds: 60 }),
      userIds: [world.ada.id],
    });
    expect((await world.host.next('toolResult')).output).toContain('"inSeconds":60');
    return conversation;
  };

  it('is told in the conversation while the person is there', async () => {
    await remind();
    world.later(60_000);
    const told = await advanceUntil(world.clock, world.host.next('tell'), 1000);
    expect(told).toMatchObject({ text: expect.stringContaining('"for":"Ada"'), userIds: [world.ada.id] });
  });

  it('survives a restart, and is written where they are mentioned when there is no conversation', async () => {
    await remind();
    world.later(60_000);
    await world.restartBot();
    await world.host.next('close');
    const message = await world.text.when(({ text }) => text.includes('Tea'));
    expect(message.content).toBe(`<@${world.ada.id}> ⏰ Tea \\@everyone`);
  });
});
