import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { PersonalBook } from '../../src/store/personalBook.ts';
import { MAX_UNDOABLE, SettingsBook } from '../../src/store/settingsBook.ts';
import { onEveryStore } from './testStores.ts';

describe('SettingsBook', () => {
  onEveryStore((newStore) => {
    async function book() {
      const { store } = await newStore();
      return { store, settings: new SettingsBook(store, silentLogger()) };
    }

    it('has sane defaults, and leaves to the environment what is its own', async () => {
      const { settings } = await book();
      expect(await settings.settingsOf('1')).toEqual({
        ownPersonas: [],
        allowedRoleIds: [],
        allowedChannelIds: [],
        comeBack: true,
        joinNotice: true,
        consentMode: 'notice',
        keepTranscriptDays: 0,
      });
      expect(await settings.undoable('1')).toBe(false);
      expect(await settings.undo('1')).toBeUndefined();
    });

    it('changes one server, and nothing else', async () => {
      const { settings } = await book();
      await settings.change('1', '9', () => ({ voice: 'cedar' }));
      await settings.change('1', '9', () => ({ speed: 1.25 }));
      expect(await settings.settingsOf('1')).toMatchObject({ voice: 'cedar', speed: 1.25, comeBack: true });
      expect((await settings.settingsOf('2')).voice).toBeUndefined();
    });

    it('takes changes back one by one, and choices too', async () => {
      const { settings } = await book();
      await settings.change('1', '9', () => ({ voice: 'cedar', comeBack: false }));
      await settings.change('1', '9', () => ({ voice: undefined }));
      expect(await settings.choicesOf('1')).toEqual({ comeBack: false });
      expect(await settings.undo('1')).toEqual({
        before: { comeBack: false },
        after: { comeBack: false, voice: 'cedar' },
      });
      await settings.undo('1');
      expect(await settings.choicesOf('1')).toEqual({});
      expect(await settings.undoable('1')).toBe(false);
    });

    it('does not count what changes nothing as a change', async () => {
      const { settings } = await book();
      const told: string[] = [];
      settings.onChange((guildId) => told.push(guildId));
      await settings.change('1', '9', () => ({ voice: 'cedar' }));
      await settings.change('1', '9', () => ({ voice: 'cedar' }));
      await settings.undo('1');
      expect(await settings.undoable('1')).toBe(false);
      expect(told).toEqual(['1', '1']);
    });

    it('loses no change when many are made at once, and forgets those of long ago', async () => {
      const { settings, store } = await book();
      const changes = Array.from({ length: MAX_UNDOABLE + 5 }, (_, index) =>
        settings.change('1', '9', ({ aloneMinutes = 0 }) => ({
          aloneMinutes: aloneMinutes + (index % 2) + 1,
        })),
      );
      await Promise.all(changes);
      expect((await settings.settingsOf('1')).aloneMinutes).toBe(37);
      const rows = await store.db.selectFrom('serverSettingsHistory').select('id').execute();
      expect(rows).toHaveLength(MAX_UNDOABLE);
    });

    it('reads around what is broken in a database that was edited by hand', async () => {
      const { settings, store } = await book();
      const choicesJson = JSON.stringify({
        voice: 'cedar',
        speed: 99,
        turnMode: 'duplo',
        comeBack: 'perhaps',
      });
      await store.db
        .insertInto('serverSettings')
        .values([
          { guildId: '1', choicesJson },
          { guildId: '2', choicesJson: '{"voice":' },
        ])
        .execute();
      expect(await settings.choicesOf('1')).toEqual({ voice: 'cedar' });
      expect(await settings.choicesOf('2')).toEqual({});
    });

    it('stores a persona of 4,000 characters, quotes, emoji and all', async () => {
      const { settings } = await book();
      const instructions = `'"\\ 👩‍🚀 \u202e ${'x'.repeat(4000)}`.slice(0, 4000);
      const persona = { id: 'p', name: "Robert'); drop table personas;--", instructions };
      await settings.change('1', '9', () => ({ ownPersonas: [persona] }));
      expect((await settings.settingsOf('1')).ownPersonas).toEqual([persona]);
    });

    it('remembers what people chose for themselves', async () => {
      const { store } = await newStore();
      const people = new PersonalBook(store);
      expect(await people.of('1')).toEqual({});
      await people.choose('1', { preferredName: 'Ada', language: 'de' });
      expect(people.peek('1')).toEqual({ preferredName: 'Ada', language: 'de' });
      expect(await new PersonalBook(store).of('1')).toEqual({ preferredName: 'Ada', language: 'de' });
      await people.choose('1', {});
      expect(await new PersonalBook(store).of('1')).toEqual({});
    });
  });
});
