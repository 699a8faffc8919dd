import { describe, expect, it } from 'vitest';
import { FactStore } from '../../src/store/factStore.ts';
import { ReminderStore } from '../../src/store/reminderStore.ts';
import { MAX_AUDIT_ROWS, ToolAuditStore } from '../../src/store/toolAuditStore.ts';
import { ToolSwitchStore } from '../../src/store/toolSwitchStore.ts';
import { onEveryStore } from './testStores.ts';

describe('what the tools keep', () => {
  onEveryStore((newStore) => {
    it('holds facts by server, and forgets them by person', async () => {
      const facts = new FactStore((await newStore()).store);
      const first = await facts.add({ guildId: '1', userId: 'a', text: 'one', atMs: 1 });
      await facts.add({ guildId: '1', userId: 'b', text: 'two', atMs: 2 });
      await facts.add({ guildId: '2', userId: 'a', text: 'three', atMs: 3 });
      expect((await facts.ofGuild('1')).map(({ text }) => text)).toEqual(['one', 'two']);
      expect(await facts.remove('2', first.id)).toBe(false);
      expect(await facts.remove('1', first.id)).toBe(true);
      await facts.forgetPerson('b');
      await facts.forgetGuild('2');
      expect([...(await facts.ofGuild('1')), ...(await facts.ofGuild('2'))]).toEqual([]);
    });

    it('holds reminders in the order in which they are due', async () => {
      const reminders = new ReminderStore((await newStore()).store);
      const base = { guildId: '1', userId: 'a', textChannelId: '3' };
      await reminders.add({ ...base, text: 'later', dueAtMs: 2000 });
      const sooner = await reminders.add({ ...base, text: 'sooner', dueAtMs: 1000 });
      await reminders.add({ ...base, userId: 'b', text: 'other', dueAtMs: 500 });
      expect((await reminders.ofPerson('1', 'a')).map(({ text }) => text)).toEqual(['sooner', 'later']);
      await reminders.forgetPerson('b');
      expect(await reminders.next()).toEqual(sooner);
      expect(await reminders.remove(sooner.id)).toBe(true);
      expect(await reminders.remove(sooner.id)).toBe(false);
    });

    it('holds what is switched off', async () => {
      const switches = new ToolSwitchStore((await newStore()).store);
      await switches.set('1', 'roll_dice', false);
      await switches.set('1', 'roll_dice', false);
      await switches.set('2', 'make_poll', false);
      await switches.set('2', 'make_poll', true);
      expect(await switches.allOff()).toEqual([{ guildId: '1', tool: 'roll_dice' }]);
    });

    it('holds the newest of a server’s calls', async () => {
      const { store } = await newStore();
      const audit = new ToolAuditStore(store);
      const row = {
        guildId: '1',
        conversationId: 'c',
        tool: 't',
        userIds: ['a', 'b'],
        outcome: 'done',
        argumentsText: '',
        tookMs: 1,
      };
      for (let atMs = 0; atMs < MAX_AUDIT_ROWS + 100; atMs++) await audit.add({ ...row, atMs });
      await audit.add({ ...row, guildId: '2', atMs: 0 });
      expect(await audit.newest('1', 2)).toEqual([
        { ...row, atMs: MAX_AUDIT_ROWS + 99 },
        { ...row, atMs: MAX_AUDIT_ROWS + 98 },
      ]);
      expect(await audit.newest('1', 5000)).toHaveLength(MAX_AUDIT_ROWS);
      await audit.forgetGuild('1');
      expect(await audit.newest('1', 2)).toEqual([]);
      expect(await audit.newest('2', 2)).toHaveLength(1);
    });
  });
});
