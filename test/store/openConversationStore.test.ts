import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import {
  MAX_STORED_BYTES,
  MAX_STORED_ENTRIES,
  OpenConversationStore,
} from '../../src/store/openConversationStore.ts';
import { onEveryStore } from './testStores.ts';

const CONVERSATION = {
  guildId: '1',
  channelId: '2',
  textChannelId: '3',
  messageId: null,
  messageChannelId: null,
  startedAtMs: 1000,
  updatedAtMs: 1000,
  returns: 0,
  startedByUserId: '7',
};

const said = (atMs: number, userId: string | undefined, text = `sentence ${atMs}`): HistoryEntry => ({
  type: 'said',
  atMs,
  userId,
  name: 'Ada',
  text,
});

describe('OpenConversationStore', () => {
  onEveryStore((newStore) => {
    it('gives back every kind of entry as it was, oldest first', async () => {
      const conversations = new OpenConversationStore((await newStore()).store);
      await conversations.begin(CONVERSATION);
      const entries: HistoryEntry[] = [
        said(1, '7', '‘Hello’ 👋'),
        { type: 'answered', atMs: 2, text: 'Hi', heardWhole: false },
        {
          type: 'toolCalled',
          atMs: 3,
          callId: 'c',
          name: 'roll_dice',
          argumentsJson: '{}',
          output: '6',
          userIds: ['7', '8'],
        },
        { type: 'note', atMs: 4, text: 'typed' },
        { type: 'said', atMs: 5, userId: undefined, name: '', text: 'mixed' },
      ];
      for (const entry of [...entries].reverse()) await conversations.add('1', entry, 2000);
      expect(await conversations.entriesOf('1')).toEqual(entries);
    });

    it('forgets the oldest when there are too many', async () => {
      const conversations = new OpenConversationStore((await newStore()).store);
      await conversations.begin(CONVERSATION);
      for (let atMs = 0; atMs < MAX_STORED_ENTRIES + 5; atMs++) {
        await conversations.add('1', said(atMs, '7'), atMs);
      }
      const kept = await conversations.entriesOf('1');
      expect(kept).toHaveLength(MAX_STORED_ENTRIES);
      expect(kept[0]?.atMs).toBe(5);
    });

    it('forgets the oldest when they are too long, and clips each', async () => {
      const conversations = new OpenConversationStore((await newStore()).store);
      await conversations.begin(CONVERSATION);
      for (let atMs = 0; atMs < 40; atMs++) {
        await conversations.add('1', said(atMs, '7', 'ä'.repeat(10_000)), atMs);
      }
      const kept = await conversations.entriesOf('1');
      expect(kept.at(-1)?.atMs).toBe(39);
      expect(kept.length).toBeGreaterThan(1);
      expect(Buffer.byteLength(kept.map((entry) => JSON.stringify(entry)).join(''))).toBeLessThanOrEqual(
        MAX_STORED_BYTES,
      );
    });

    it('counts returns anew when something was said', async () => {
      const conversations = new OpenConversationStore((await newStore()).store);
      await conversations.begin(CONVERSATION);
      await conversations.update('1', { returns: 2, messageId: '5', messageChannelId: '3' });
      expect(await conversations.all()).toMatchObject([{ returns: 2, messageId: '5', updatedAtMs: 1000 }]);
      await conversations.add('1', said(1, '7'), 9000);
      expect(await conversations.all()).toMatchObject([{ returns: 0, updatedAtMs: 9000 }]);
    });

    it('stores nothing of a conversation that is over, or of one before', async () => {
      const conversations = new OpenConversationStore((await newStore()).store);
      await conversations.begin(CONVERSATION);
      await conversations.add('1', said(1, '7'), 1);
      await conversations.begin(CONVERSATION);
      expect(await conversations.entriesOf('1')).toEqual([]);
      await conversations.forgetGuild('1');
      await conversations.add('1', said(2, '7'), 2);
      expect(await conversations.entriesOf('1')).toEqual([]);
      expect(await conversations.all()).toEqual([]);
    });

    it('finds and forgets what one person said or had done, and nobody else’s', async () => {
      const conversations = new OpenConversationStore((await newStore()).store);
      await conversations.begin(CONVERSATION);
      const call: HistoryEntry = {
        type: 'toolCalled',
        atMs: 3,
        callId: 'c',
        name: 't',
        argumentsJson: '{}',
        output: '',
        userIds: ['8', '7'],
      };
      for (const entry of [said(1, '7'), said(2, '77'), call]) await conversations.add('1', entry, 1);
      expect(await conversations.entriesOfPerson('7')).toEqual([
        { guildId: '1', entry: said(1, '7') },
        { guildId: '1', entry: call },
      ]);
      expect(await conversations.forgetPerson('7')).toBe(2);
      expect(await conversations.entriesOf('1')).toEqual([said(2, '77')]);
      expect(await conversations.entriesOfPerson('%')).toEqual([]);
    });

    it('knows who began a conversation until that person wants to be forgotten', async () => {
      const conversations = new OpenConversationStore((await newStore()).store);
      await conversations.begin(CONVERSATION);
      await conversations.begin({ ...CONVERSATION, guildId: '2', startedByUserId: '8' });
      expect(await conversations.startedBy('7')).toMatchObject([{ guildId: '1', startedByUserId: '7' }]);
      await conversations.forgetPerson('7');
      expect(await conversations.startedBy('7')).toEqual([]);
      expect(await conversations.startedBy('8')).toHaveLength(1);
      expect(await conversations.all()).toHaveLength(2);
    });
  });
});
