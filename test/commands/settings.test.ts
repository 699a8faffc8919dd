import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import { BotWorld } from '../bot/botWorld.ts';

describe('/settings', () => {
  let world: BotWorld;
  let boss: LocalPerson;
  let managers: string;
  beforeEach(async () => {
    world = await BotWorld.withBot();
    managers = world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    boss = world.guild.addPerson({ name: 'Boss', roles: [managers] });
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const open = (person: LocalPerson) =>
    person.runCommand('settings', {}, { channelId: world.text.id }).reply();
  const pick = (panel: SeenMessage, id: string) => boss.selectOption(panel, 'settings-pick', id).reply();
  const shown = (panel: SeenMessage, name: string) =>
    panel.embeds[0]?.fields.find((field) => field.name === name)?.value;

  it('are shown to whoever manages the server, and to nobody else', async () => {
    const panel = await open(boss);
    expect(panel.ephemeral).toBe(true);
    expect([shown(panel, 'Voice'), shown(panel, 'Speed'), shown(panel, 'Leave when alone')]).toEqual([
      'marin',
      '1 ×',
      '5 minutes',
    ]);
    expect(panel.buttons.map(({ label, disabled }) => [label, disabled])).toEqual([['Undo', true]]);
    expect(() => world.ada.runCommand('settings')).toThrow(/not allowed/);
  });

  it('are changed in a menu, go back to the default, and each change can be undone', async () => {
    const picked = await pick(await open(boss), 'voice');
    const changed = await boss.selectOption(picked, 'settings-value:voice', 'cedar').reply();
    expect(changed.text).toContain('**Voice** is now cedar.');
    expect(shown(changed, 'Voice')).toBe('cedar');
    const reset = await boss.pressButton(changed, 'settings-reset:voice').reply();
    expect(shown(reset, 'Voice')).toBe('marin');
    const undone = await boss.pressButton(reset, 'settings-undo').reply();
    expect(undone.text).toContain('Undone: **Voice**: cedar.');
    expect(shown(await boss.pressButton(undone, 'settings-undo').reply(), 'Voice')).toBe('marin');
  });

  it('outlive the process', async () => {
    const picked = await pick(await open(boss), 'language');
    await boss.selectOption(picked, 'settings-value:language', 'de').reply();
    await world.restartBot();
    expect(shown(await open(boss), 'Language I speak')).toBe('German');
  });

  it('take effect in a running conversation', async () => {
    await world.joined();
    const picked = await pick(await open(boss), 'speed');
    expect(picked.text).toContain('takes effect at once');
    await boss.selectOption(picked, 'settings-value:speed', '1.25').reply();
    const { settings } = await world.host.next('settings');
    expect(settings.model.speed).toBe(1.25);
  });

  it('take the bot’s names from a form, and refuse what is no name', async () => {
    const asked = boss.selectOption(await open(boss), 'settings-pick', 'botNames');
    expect(await asked.acknowledged()).toBe('modal');
    const refused = await boss.submitModal(asked, { names: '🎉, , ,' }).reply();
    expect(refused.text).toContain('no names I could be called by');
    const again = boss.selectOption(await open(boss), 'settings-pick', 'botNames');
    await again.acknowledged();
    const named = await boss.submitModal(again, { names: 'Polly, Hey Polly' }).reply();
    expect(shown(named, 'My names')).toBe('Polly, Hey Polly');
  });

  it('take limits from a form, refuse what is none, and take each back', async () => {
    const ask = async (fields: Record<string, string>) => {
      const asked = boss.selectOption(await open(boss), 'settings-pick', 'serverDayLimit');
      expect(await asked.acknowledged()).toBe('modal');
      return boss.submitModal(asked, fields).reply();
    };
    expect(shown(await open(boss), 'Limit of a day')).toBe('none');
    const set = await ask({ usd: '$2,50', minutes: '' });
    expect(shown(set, 'Limit of a day')).toBe('$2.50');
    expect(set.text).toContain('**Limit of a day** is now $2.50.');
    expect(shown(await ask({ usd: '1.5', minutes: '90' }), 'Limit of a day')).toBe('$1.50 · 90 min');
    const noLimits: Record<string, string>[] = [
      { usd: 'much' },
      { usd: '-1' },
      { usd: '0' },
      { minutes: '0.5' },
    ];
    for (const fields of noLimits)
      expect((await ask(fields)).text).toContain('That is no limit I could keep');
    const none = await ask({ usd: '', minutes: ' ' });
    expect(shown(none, 'Limit of a day')).toBe('none');
    const back = await boss.pressButton(none, 'settings-undo').reply();
    expect(back.text).toContain('Undone: **Limit of a day**: $1.50 · 90 min.');
  });

  it('may be stricter than what holds everywhere, and not laxer', async () => {
    await world.stopBot();
    await world.startBot({ LIMIT_SERVER_MONTH_USD: '20', LIMIT_SERVER_MONTH_MINUTES: '600' });
    expect(shown(await open(boss), 'Limit of a month')).toBe('$20.00 · 600 min');
    const ask = async (fields: Record<string, string>) => {
      const asked = boss.selectOption(await open(boss), 'settings-pick', 'serverMonthLimit');
      await asked.acknowledged();
      return boss.submitModal(asked, fields).reply();
    };
    expect((await ask({ usd: '21' })).text).toContain('dollars from 0.01 to 20, minutes from 1 to 600');
    expect(shown(await ask({ usd: '5' }), 'Limit of a month')).toBe('$5.00 · 600 min');
  });

  it('let only the chosen roles call the bot, and only into the chosen channels', async () => {
    const singers = world.guild.addRole({ name: 'Singers' });
    const other = world.guild.addVoiceChannel({ name: 'Other' });
    const roles = await pick(await open(boss), 'allowedRoleIds');
    const channels = await pick(
      await boss.selectEntities(roles, 'settings-value:allowedRoleIds', singers).reply(),
      'allowedChannelIds',
    );
    const done = await boss.selectEntities(channels, 'settings-value:allowedChannelIds', other.id).reply();
    expect([shown(done, 'Who may call me'), shown(done, 'Where I may come')]).toEqual([
      `<@&${singers}>`,
      `<#${other.id}>`,
    ]);
    const join = (person: LocalPerson) =>
      person.runCommand('join', { channel: world.lounge.id }, { channelId: world.text.id }).reply();
    expect((await join(world.ada)).text).toContain('only some roles may call me');
    expect((await join(boss)).text).toContain(`I may not come into <#${world.lounge.id}>`);
  });

  it('cannot be changed with a panel that is still open by whoever may no longer', async () => {
    const picked = await pick(await open(boss), 'voice');
    world.guild.setRolePermissions(managers, []);
    const refused = await boss.selectOption(picked, 'settings-value:voice', 'cedar').reply();
    expect(refused.text).toContain('**Manage Server**');
  });

  it('speak German to Germans', async () => {
    const chef = world.guild.addPerson({ name: 'Chefin', roles: [managers], locale: 'de' });
    const panel = await open(chef);
    expect(panel.text).toContain('Einstellungen dieses Servers');
    const picked = await chef.selectOption(panel, 'settings-pick', 'turnMode').reply();
    const changed = await chef.selectOption(picked, 'settings-value:turnMode', 'half-duplex').reply();
    expect(changed.text).toContain('**Sprecherwechsel** ist jetzt Ich rede erst aus.');
  });
});
