import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { Room } from './room.ts';

describe('/settings, /persona and /me', () => {
  let room: Room;
  let boss: LocalPerson;
  let chefin: LocalPerson;

  beforeAll(async () => {
    room = await Room.open({ env: { ANSWER_MODE: 'always' } });
    const roles = [room.world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] })];
    boss = room.world.guild.addPerson({ name: 'Boss', roles });
    chefin = room.world.guild.addPerson({ name: 'Chefin', roles, locale: 'de' });
  });

  afterAll(async () => {
    await room?.close();
  });

  const here = () => ({ channelId: room.channel.id });

  it('reach the model of a running conversation, and of the next', async () => {
    const panel = await boss.runCommand('settings', {}, here()).reply();
    const voices = await boss.selectOption(panel, 'settings-pick', 'voice').reply();
    const chosen = await boss.selectOption(voices, 'settings-value:voice', 'cedar').reply();
    await room.inviteBot();
    const session = () =>
      room.world.model.recording.events
        .filter(({ direction, type }) => direction === 'fromClient' && type === 'session.update')
        .map(({ event }) => JSON.stringify(event));
    expect(session().at(-1)).toContain('"voice":"cedar"');

    const speeds = await boss.selectOption(chosen, 'settings-pick', 'speed').reply();
    await boss.selectOption(speeds, 'settings-value:speed', '1.25').reply();
    await expect.poll(() => session().at(-1)).toContain('"speed":1.25');
    await boss.runCommand('persona use', { persona: 'quizmaster' }, here()).reply();
    await expect.poll(() => session().at(-1)).toContain('pub quiz');
  });

  it('speak German to Germans, and remember everything after a restart', async () => {
    // Otherwise it would come back to the conversation by itself.
    await boss.runCommand('leave', {}, here()).reply();
    await room.bot.stop();
    await room.world.startBot();
    const panel = await chefin.runCommand('settings', {}, here()).reply();
    expect(panel.text).toContain('Einstellungen dieses Servers');
    expect(panel.embeds[0]?.fields.find(({ name }) => name === 'Stimme')?.value).toBe('cedar');
    const list = await chefin.runCommand('persona list', {}, here()).reply();
    expect(list.text).toContain('**Quizmaster: Kneipenquiz mit Punkten** (das bin ich jetzt)');
    const told = await chefin.runCommand('me', { name: 'Gräfin' }, here()).reply();
    expect(told.text).toContain('Ich nenne dich **Gräfin**');
    const nowhere = await chefin.runCommand('leave', {}, here()).reply();
    expect(nowhere.text).toContain('`/beitreten`');
  });
});
