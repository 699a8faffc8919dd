import { beforeEach, expect, it } from 'vitest';
import { ConsentBook } from '../../src/store/consentBook.ts';
import { FactStore } from '../../src/store/factStore.ts';
import { PersonalBook } from '../../src/store/personalBook.ts';
import { PersonalData } from '../../src/store/personalData.ts';
import { ReminderStore } from '../../src/store/reminderStore.ts';
import type { Store } from '../../src/store/store.ts';
import { ToolAuditStore } from '../../src/store/toolAuditStore.ts';
import { onEveryStore } from './testStores.ts';

onEveryStore((newStore) => {
  let store: Store;
  let book: ConsentBook;
  beforeEach(async () => {
    ({ store } = await newStore());
    book = new ConsentBook(store, () => 1_700_000_000_000);
  });

  it('says what counts in a server: what was decided for it, else what was decided for all', async () => {
    await book.decideEverywhere('1', 'refused');
    await book.decideHere('10', '1', 'agreed');
    await book.decideHere('10', '2', 'refused');
    expect(await book.decisions('10', ['1', '2', '3'])).toEqual(
      new Map([
        ['1', 'agreed'],
        ['2', 'refused'],
      ]),
    );
    expect(await book.decisions('20', ['1', '2', '3'])).toEqual(new Map([['1', 'refused']]));
    expect(await book.of('10', '1')).toEqual({ here: 'agreed', everywhere: 'refused' });
    expect(await book.decisions('10', [])).toEqual(new Map());
  });

  it('lets the newest decision count, and one for every server over all earlier ones', async () => {
    await book.decideHere('10', '1', 'agreed');
    await book.decideHere('10', '1', 'refused');
    expect(await book.of('10', '1')).toEqual({ here: 'refused', everywhere: undefined });
    await book.decideEverywhere('1', 'agreed');
    expect(await book.of('10', '1')).toEqual({ here: undefined, everywhere: 'agreed' });
  });

  it('takes what it cannot read for a refusal', async () => {
    const row = { userId: '1', guildId: '10', decision: 'maybe', atMs: 1 };
    await store.db.insertInto('consents').values(row).execute();
    expect(await book.decisions('10', ['1'])).toEqual(new Map([['1', 'refused']]));
  });

  it('finds everything that names a person, and deletes it but for their decisions', async () => {
    const people = new PersonalBook(store);
    const audit = { conversationId: 'c', tool: 'add_fact', outcome: 'done', argumentsText: '{}', tookMs: 1 };
    for (const userId of ['1', '11']) {
      await book.decideEverywhere(userId, 'refused');
      await people.choose(userId, { preferredName: 'Mia' });
      await new FactStore(store).add({ guildId: '10', userId, text: 'tea', atMs: 0 });
      await new ReminderStore(store).add({
        guildId: '10',
        userId,
        textChannelId: '5',
        text: 'go',
        dueAtMs: 0,
      });
      await new ToolAuditStore(store).add({ ...audit, guildId: '10', userIds: [userId, '7'], atMs: 0 });
    }
    const data = new PersonalData(store);
    const mine = await data.of('1');
    expect(mine).toEqual({
      consent: [{ server: 'everywhere', decision: 'refused', since: '2023-11-14T22:13:20.000Z' }],
      settings: { preferredName: 'Mia' },
      facts: [{ server: '10', text: 'tea', at: '1970-01-01T00:00:00.000Z' }],
      reminders: [{ server: '10', text: 'go', due: '1970-01-01T00:00:00.000Z' }],
      toolCalls: [
        { server: '10', tool: 'add_fact', arguments: '{}', outcome: 'done', at: '1970-01-01T00:00:00.000Z' },
      ],
      usage: [],
      changedServerSettings: [],
      runningConversations: [],
      startedConversations: [],
      transcripts: [],
    });
    await data.delete('1');
    expect(await data.of('1')).toEqual({
      ...mine,
      settings: {},
      facts: [],
      reminders: [],
      toolCalls: [],
    });
    expect(await data.of('11')).toEqual(mine);
  });
});
