import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/money/ledger.ts';
import { LimitReader } from '../../src/money/limitReader.ts';
import { PriceList } from '../../src/money/priceList.ts';
import { SHIPPED_PRICES } from '../../src/money/prices.ts';
import { MS_PER_DAY } from '../../src/money/utcDays.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { LedgerStore } from '../../src/store/ledgerStore.ts';
import { ManualClock } from '../manualClock.ts';
import { onEveryStore } from '../store/testStores.ts';
import { usageSum } from './usageSum.ts';

const PLACE = { guildId: 'g', conversationId: 'c' };
const LAST_OF_MONTH = Date.parse('2026-03-31T23:00:00Z');
const LIMITS = {
  conversation: { usd: 1 },
  userDay: { usd: 2, minutes: 20 },
  serverDay: { usd: 3 },
  serverMonth: { minutes: 40 },
};

describe('the use of limits', () => {
  onEveryStore((newStore) => {
    async function newReader() {
      let atMs = LAST_OF_MONTH;
      const now = () => new Date(atMs);
      const store = new LedgerStore((await newStore()).store);
      const ledger = new Ledger({ store, clock: new ManualClock(), now, log: silentLogger() });
      const reader = new LimitReader(ledger, store, new PriceList(SHIPPED_PRICES), now);
      const bill = (
        userIds: string[],
        usd: number,
        given: { model?: string; conversationId?: string } = {},
      ) => {
        const { model = 'gpt-realtime-2.1', conversationId = 'c' } = given;
        const {
          kind: _,
          model: __,
          durationMs,
          ...usage
        } = usageSum({ outputAudioTokens: (usd / 64) * 1e6 });
        ledger.billed(
          { guildId: 'g', conversationId },
          { model, kind: 'response', usage, durationMs, userIds },
        );
      };
      const question = {
        guildId: 'g',
        limits: LIMITS,
        conversation: { conversationId: 'c', fromDay: ledger.today },
        userIds: ['mia', 'tom'],
      };
      const used = async () =>
        (await reader.read(question)).uses.map(
          ({ scope, unit, used: amount, userId = '' }) =>
            `${scope} ${userId} ${Number(amount.toFixed(6))} ${unit}`,
        );
      return { ledger, reader, bill, question, used, later: (ms: number) => (atMs += ms) };
    }

    it('counts what was billed a moment ago, for the conversation, each person and the server', async () => {
      const { ledger, bill, used } = await newReader();
      bill(['mia', 'tom'], 0.64);
      bill(['mia'], 0.32);
      bill(['mia'], 0.16, { conversationId: 'before' });
      ledger.talked(PLACE, ['mia'], 120_000);
      expect(await used()).toEqual([
        'conversation  0.96 usd',
        'userDay mia 0.8 usd',
        'userDay mia 2 minutes',
        'userDay tom 0.32 usd',
        'userDay tom 0 minutes',
        'serverDay  1.12 usd',
        'serverMonth  2 minutes',
      ]);
    });

    it('begins days and months anew at midnight UTC, and a conversation not', async () => {
      const { ledger, reader, bill, question, used, later } = await newReader();
      bill(['mia'], 0.64);
      ledger.talked(PLACE, ['mia'], 120_000);
      const before = await reader.read(question);
      expect(before.uses.map(({ resetsAtMs }) => resetsAtMs && new Date(resetsAtMs).toISOString())).toEqual([
        undefined,
        ...Array(6).fill('2026-04-01T00:00:00.000Z'),
      ]);
      later(3_600_000);
      expect(await used()).toEqual([
        'conversation  0.64 usd',
        'userDay mia 0 usd',
        'userDay mia 0 minutes',
        'userDay tom 0 usd',
        'userDay tom 0 minutes',
        'serverDay  0 usd',
        'serverMonth  0 minutes',
      ]);
      const after = await reader.read(question);
      const periods = (uses: typeof after.uses) => uses.map(({ scope, period }) => `${scope} ${period}`);
      expect(periods(after.uses)[0]).toBe(periods(before.uses)[0]);
      expect(periods(after.uses).slice(1)).not.toContain(periods(before.uses)[1]);
      later(MS_PER_DAY);
      bill(['mia'], 0.64);
      expect(await used()).toContain('conversation  1.28 usd');
    });

    it('says which models no limit of dollars can count', async () => {
      const { reader, bill, question } = await newReader();
      bill(['mia'], 1, { model: 'house-model' });
      expect((await reader.read(question)).unpricedModels).toEqual(['house-model']);
      const minutesOnly = {
        conversation: {},
        userDay: {},
        serverDay: { minutes: 5 },
        serverMonth: {},
      };
      expect((await reader.read({ ...question, limits: minutesOnly })).unpricedModels).toEqual([]);
    });
  });
});
