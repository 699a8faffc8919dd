import { describe, expect, it } from 'vitest';
import { PersonalData } from '../../src/store/personalData.ts';
import { type StoredPage, TranscriptPageStore } from '../../src/store/transcriptPageStore.ts';
import { type TranscriptLine, TranscriptStore } from '../../src/store/transcriptStore.ts';
import { onEveryStore } from './testStores.ts';

const line = (atMs: number, userId: string | null, guildId = '1'): TranscriptLine => ({
  guildId,
  conversationId: 'c',
  atMs,
  keptUntilMs: atMs + 1000,
  userId,
  name: userId === null ? '' : `name of ${userId}`,
  text: `said at ${atMs} 👋`,
});

const page = (messageId: string, atMs: number, userIds: string[], guildId = '1'): StoredPage => ({
  messageId,
  guildId,
  channelId: '5',
  atMs,
  keptUntilMs: atMs + 1000,
  lines: userIds.map((userId) => ({ userIds: [userId], text: `line of ${userId}` })),
});

describe('TranscriptStore', () => {
  onEveryStore((newStore) => {
    it('gives back the newest lines of a server, oldest first', async () => {
      const { store } = await newStore();
      const lines = new TranscriptStore(store);
      const said = [line(3, '7'), line(1, '8'), line(2, null)];
      for (const each of [...said, line(2, '7', '2')]) await lines.add(each);
      expect(await lines.since('1', 0, 10)).toEqual([line(1, '8'), line(2, null), line(3, '7')]);
      expect(await lines.since('1', 2, 10)).toEqual([line(2, null), line(3, '7')]);
      expect(await lines.since('1', 0, 1)).toEqual([line(3, '7')]);
      expect(await lines.countBefore('1', 3)).toBe(2);
    });

    it('deletes what is too old and what was promised to be gone, pages too, of that server alone', async () => {
      const { store } = await newStore();
      const lines = new TranscriptStore(store);
      const pages = new TranscriptPageStore(store);
      for (const atMs of [10, 20, 30]) {
        await lines.add(line(atMs, '7'));
        await pages.put(page(`m${atMs}`, atMs, ['7']));
      }
      await lines.add(line(10, '7', '2'));
      await pages.put(page('other', 10, ['7'], '3'));
      expect((await lines.guildIds()).sort()).toEqual(['1', '2', '3']);
      expect(await lines.purge('1', 20, 0)).toBe(1);
      expect((await lines.since('1', 0, 10)).map(({ atMs }) => atMs)).toEqual([20, 30]);
      expect((await pages.ofPerson('7')).map(({ messageId }) => messageId)).toEqual(['m30', 'm20', 'other']);
      expect(await lines.purge('1', 0, 1020)).toBe(1);
      expect(await lines.purge('1', Number.MAX_SAFE_INTEGER, 0)).toBe(1);
      expect((await lines.guildIds()).sort()).toEqual(['2', '3']);
    });

    it('has a person’s lines exported and deleted, and nobody else’s', async () => {
      const { store } = await newStore();
      const lines = new TranscriptStore(store);
      for (const each of [line(1, '7'), line(2, '77'), line(3, null), line(4, '7', '2')])
        await lines.add(each);
      const person = new PersonalData(store);
      expect((await person.of('7')).transcripts).toEqual([
        {
          server: '1',
          text: 'said at 1 👋',
          at: '1970-01-01T00:00:00.001Z',
          keptUntil: '1970-01-01T00:00:01.001Z',
        },
        expect.objectContaining({ server: '2' }),
      ]);
      await person.delete('7');
      expect((await person.of('7')).transcripts).toEqual([]);
      expect(await lines.since('1', 0, 10)).toEqual([line(2, '77'), line(3, null)]);
    });

    it('takes a person’s lines out of pages, also of those they share', async () => {
      const { store } = await newStore();
      const pages = new TranscriptPageStore(store);
      await pages.put(page('m1', 1, ['7']));
      await pages.put(page('m1', 9, ['7', '8', '77']));
      expect(await pages.ofPerson('8')).toEqual([{ ...page('m1', 1, ['7', '8', '77']), keptUntilMs: 1009 }]);
      await new PersonalData(store).delete('7');
      expect(await pages.ofPerson('7')).toEqual([]);
      expect((await pages.ofPerson('8'))[0]?.lines.map(({ text }) => text)).toEqual([
        'line of 8',
        'line of 77',
      ]);
    });
  });
});
