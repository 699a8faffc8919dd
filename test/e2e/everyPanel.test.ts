import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import { Reader } from './reader.ts';
import { Room } from './room.ts';

const shown = (panel: SeenMessage, setting: string) =>
  panel.embeds[0]?.fields.find(({ name }) => name === setting)?.value;

describe.each([
  { locale: 'en-US', language: 'en' },
  { locale: 'de', language: 'de' },
] as const)('every panel in $language', ({ locale, language }) => {
  let room: Room;
  let boss: Reader;
  let mia: Reader;
  let managers: string;
  let text: string;

  beforeAll(async () => {
    room = await Room.open({ world: { locale }, people: [{ name: 'Mia', locale }] });
    const { guild } = room.world;
    managers = guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    text = guild.addTextChannel({ name: 'minutes' }).id;
    const where = { channelId: room.channel.id };
    const person = guild.addPerson({ name: 'Boss', roles: [managers], locale });
    boss = new Reader(person, language, where);
    mia = new Reader(room.mia.person, language, where);
  });
  afterAll(() => room?.close());

  it('of /settings changes each setting, takes it back, and goes back to the default', async () => {
    const { words } = boss;
    let panel = await boss.types('settings');
    const offered = panel.selects[0]?.options ?? [];
    expect(offered.length).toBeGreaterThanOrEqual(15);
    for (const { value: id, label } of offered) {
      const before = shown(panel, label);
      if (id === 'botNames') {
        panel = await boss.fills(boss.person.selectOption(panel, 'settings-pick', id), {
          names: 'Polly, Poll',
        });
        expect(shown(panel, label)).toBe('Polly, Poll');
      } else if (id.endsWith('Limit')) {
        const form = { usd: '0,5', minutes: '7' };
        panel = await boss.fills(boss.person.selectOption(panel, 'settings-pick', id), form);
        expect(shown(panel, label)).toContain('7');
      } else {
        panel = await boss.chooses(panel, 'settings-pick', id);
        const menu = panel.selects.find(({ customId }) => customId === `settings-value:${id}`);
        if (menu === undefined) throw new Error(`nothing to choose for ${id}`);
        const another = menu.options.find((option) => option.label !== before)?.value;
        const chosen =
          another === undefined
            ? boss.person.selectEntities(
                panel,
                menu.customId,
                { allowedRoleIds: managers, transcriptChannelId: text }[id] ?? room.channel.id,
              )
            : boss.person.selectOption(panel, menu.customId, another);
        panel = await boss.reads(chosen);
        expect(panel.text).toContain(
          words('settings.changed', { setting: label, value: shown(panel, label) ?? '' }),
        );
      }
      expect(shown(panel, label)).not.toBe(before);
      panel = await boss.presses(panel, 'settings-undo');
      expect(panel.text).toContain(label);
      expect(shown(panel, label)).toBe(before);
    }
    panel = await boss.chooses(panel, 'settings-pick', 'voice');
    panel = await boss.chooses(panel, 'settings-value:voice', 'cedar');
    panel = await boss.presses(panel, 'settings-reset:voice');
    expect(shown(panel, words('settings.voice'))).toBe('marin');
    await boss.presses(panel, 'settings-undo');
  });

  it('of /settings refuses names that are none, however long they are', async () => {
    const panel = await boss.types('settings');
    for (const names of ['@everyone '.repeat(400), ','.repeat(4000), '​\u202e', '🎉'.repeat(32)]) {
      const refused = await boss.fills(boss.person.selectOption(panel, 'settings-pick', 'botNames'), {
        names,
      });
      expect(refused.content).toBe(boss.words('settings.notNames', { most: 10, length: 32 }));
    }
  });

  it('of /settings is for managers, also while it is open', async () => {
    expect(() => mia.start('settings')).toThrow('not allowed');
    expect(() => mia.start('persona list')).toThrow('not allowed');
    const panel = await boss.types('settings');
    const asked = boss.person.selectOption(panel, 'settings-pick', 'botNames');
    await asked.acknowledged();
    room.world.guild.setRolePermissions(managers, []);
    for (const refused of [
      await boss.chooses(panel, 'settings-pick', 'voice'),
      await boss.presses(panel, 'settings-undo'),
      await boss.fills(asked, { names: 'Mallory' }),
    ])
      expect(refused).toMatchObject({ ephemeral: true, content: boss.words('settings.notAllowed') });
    room.world.guild.setRolePermissions(managers, ['ManageGuild']);
    expect(shown(await boss.types('settings'), boss.words('settings.botNames'))).not.toContain('Mallory');
  });

  it('of /persona lists, adds, edits, picks and deletes, with a way back', async () => {
    const { words } = boss;
    const hostile = '@everyone **B** ‮x‬ [a](b)';
    const text = `@everyone <@&${managers}> `.repeat(200).slice(0, 4000);
    const added = await boss.fills(boss.start('persona add', { name: hostile }), { instructions: text });
    expect(added.content).toContain('\\@everyone \\*\\*B\\*\\*');
    expect((await boss.types('persona add', { name: hostile })).content).toBe(words('persona.nameTaken'));
    expect((await boss.types('persona list')).text).toContain('\\@everyone');
    const typing = boss.person.startTyping('persona edit', 'persona', '@every', {
      channelId: room.channel.id,
    });
    await typing.acknowledged();
    expect(JSON.stringify(typing.data)).toContain('@everyone');
    await boss.types('persona use', { persona: hostile });
    const panel = await boss.types('settings');
    expect(shown(panel, words('settings.personaId'))).toContain('\\@everyone');
    await boss.fills(boss.start('persona edit', { persona: hostile }), { instructions: 'Be Bob.' });
    const deleted = await boss.types('persona delete', { persona: hostile });
    expect((await boss.types('persona list')).text).not.toContain('everyone');
    await boss.presses(deleted, 'persona-undo');
    expect((await boss.types('persona list')).text).toContain('\\@everyone');
    expect((await boss.types('persona use', { persona: 'nobody' })).content).toBe(words('persona.unknown'));
    const used = await boss.types('persona use', { persona: 'quizmaster' });
    const changed = await boss.chooses(await boss.types('settings'), 'settings-pick', 'speed');
    await boss.chooses(changed, 'settings-value:speed', '1.25');
    expect((await boss.presses(used, 'persona-undo')).content).toBe(words('persona.notUndone'));
  });

  it('of /me takes a name and a language, forgets both, and refuses what is no name', async () => {
    const { words } = mia;
    await mia.types('me');
    const named = await mia.types('me', { name: '@everyone Gräfin' });
    expect(named.content).toContain('**\\@everyone Gräfin**');
    expect((await mia.presses(named, 'me-forget:preferredName')).content).toContain(
      words('me.calledAsInServer'),
    );
    expect((await mia.types('me', { name: '​' })).content).toBe(words('me.unnameable', { most: 32 }));
    const other = new Reader(mia.person, language === 'de' ? 'en' : 'de', { channelId: room.channel.id });
    const chosen = await other.types('me', { language: other.language });
    await other.types('status');
    await mia.presses(chosen, 'me-forget:language');
    await mia.types('status');
  });

  it('of /privacy lets in and out, here and everywhere, shows, exports and deletes', async () => {
    const { words } = mia;
    for (const [command, where, told] of [
      ['privacy out', 'here', 'privacy.outHere'],
      ['privacy in', 'here', 'privacy.inHere'],
      ['privacy out', 'everywhere', 'privacy.outEverywhere'],
      ['privacy in', 'everywhere', 'privacy.inEverywhere'],
    ] as const)
      expect((await mia.types(command, { where })).content).toBe(words(told));
    expect((await mia.types('privacy show')).text).toContain(words('privacy.heard'));
    await mia.types('privacy out');
    expect((await mia.types('privacy show')).text).toContain(words('privacy.refused'));
    const file = await mia.types('privacy export');
    expect(file.attachments).toEqual([{ name: 'parley-privacy.json', bytes: expect.any(Number) }]);
    const asked = await mia.types('privacy delete');
    expect(asked.buttons.map(({ label }) => label)).toContain(words('privacy.deleteButton'));
    const gone = await mia.presses(asked, asked.buttons[0]?.customId ?? '');
    expect(gone.text).toContain(words('privacy.deleted'));
    // What was decided stays: otherwise they would be heard again.
    expect((await mia.types('privacy show')).text).toContain(words('privacy.refused'));
  });

  it('of /tools lists for all, and switches for managers', async () => {
    const { words } = boss;
    expect((await mia.types('tools list')).text).toContain(`\`roll_dice\` ${words('toolDeeds.roll_dice')}`);
    for (const command of ['tools on', 'tools off'])
      expect((await mia.types(command, { tool: 'roll_dice' })).content).toBe(words('tools.notAllowed'));
    expect((await mia.types('tools log')).content).toBe(words('tools.notAllowed'));
    expect((await boss.types('tools log')).content).toBe(words('tools.logEmpty'));
    expect((await boss.types('tools off', { tool: 'roll_dice' })).content).toBe(
      words('tools.isOff', { tool: 'roll_dice' }),
    );
    expect((await boss.types('tools list')).text).toContain('⚪ `roll_dice`');
    expect((await boss.types('tools off', { tool: '@everyone' })).content).toBe(words('tools.unknown'));
  });

  it('says what is missing where there is no conversation', async () => {
    const { words } = mia;
    expect((await mia.types('leave')).content).toBe(words('leave.nowhere'));
    expect((await mia.types('stop')).content).toBe(words('stop.nowhere'));
    for (const command of ['transcript on', 'transcript off', 'summary'])
      expect((await mia.types(command)).content, command).toBe(words('transcript.nowhere'));
    expect((await mia.types('say', { text: '@everyone' })).content).toBe(words('transcript.nowhere'));
    expect((await mia.types('status')).text).toContain(words('status.none'));
    expect((await mia.types('usage')).text).toContain(words('usage.nothing', { days: 14 }));
  });

  it('shows after a restart what was chosen before it', async () => {
    await room.bot.stop();
    await room.world.startBot();
    const { words } = boss;
    const panel = await boss.types('settings');
    expect(shown(panel, words('settings.speed'))).toBe('1.25 ×');
    expect(shown(panel, words('settings.personaId'))).toBe(words('persona.quizmaster'));
    expect((await boss.types('tools list')).text).toContain('⚪ `roll_dice`');
    expect((await mia.types('privacy show')).text).toContain(words('privacy.refused'));
    const undone = await boss.presses(panel, 'settings-undo');
    expect(shown(undone, words('settings.speed'))).toBe('1 ×');
  });
});
