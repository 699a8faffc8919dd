import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Use } from '../../src/host/messages.ts';
import { Ledger } from '../../src/money/ledger.ts';
import { shareUsage } from '../../src/money/shareUsage.ts';
import { dayOf, MS_PER_DAY } from '../../src/money/utcDays.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { LedgerStore, type TalkRow, type UsageRow } from '../../src/store/ledgerStore.ts';
import { ManualClock } from '../manualClock.ts';
import { onEveryStore } from '../store/testStores.ts';
import { usageSum } from './usageSum.ts';

const PLACE = { guildId: 'g', conversationId: 'c' };
const NOON = new Date('2026-03-14T12:00:00Z');
const TODAY = dayOf(NOON.getTime());

function use(userIds: string[], outputAudioTokens: number, model = 'm'): Use {
  const { kind: _, model: __, durationMs, ...usage } = usageSum({ outputAudioTokens });
  return { model, kind: 'response', usage, durationMs, userIds };
}

describe('a bill that is shared', () => {
  it('comes to the same as before, and nobody pays more than the first but for what cannot be split', () => {
    const amounts = fc.record({
      inputTextTokens: fc.nat(),
      inputAudioTokens: fc.nat(),
      cachedTextTokens: fc.nat(),
      cachedAudioTokens: fc.nat(),
      outputTextTokens: fc.nat(),
      outputAudioTokens: fc.nat(),
      durationMs: fc.nat(),
    });
    fc.assert(
      fc.property(amounts, fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 8 }), (whole, ids) => {
        const shares = shareUsage(whole, ids);
        expect(shares.map(({ userId }) => userId)).toEqual(ids.length === 0 ? [''] : ids);
        for (const key of ['inputTextTokens', 'outputAudioTokens', 'durationMs'] as const) {
          const parts = shares.map(({ share }) => share[key]);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole[key]);
          expect(Math.max(...parts) - Math.min(...parts)).toBeLessThan(Math.max(shares.length, 1));
        }
      }),
    );
  });
});

describe('the ledger', () => {
  onEveryStore((newStore) => {
    async function newLedger() {
      const clock = new ManualClock();
      const store = new LedgerStore((await newStore()).store);
      let at = NOON.getTime();
      const ledger = new Ledger({ store, clock, now: () => new Date(at), log: silentLogger() });
      return { clock, store, ledger, tomorrow: () => (at += MS_PER_DAY) };
    }
    const filter = { guildId: 'g', fromDay: 0 };

    it('sums up by day, person and model, over many writes', async () => {
      const { ledger, store, tomorrow } = await newLedger();
      ledger.billed(PLACE, use(['mia', 'tom'], 5));
      await ledger.flush();
      ledger.billed(PLACE, use(['mia'], 10));
      ledger.billed({ ...PLACE, guildId: 'other' }, use(['mia'], 99));
      await ledger.flush();
      tomorrow();
      ledger.billed(PLACE, use([], 7, 'n'));
      await ledger.flush();
      expect(await store.usageByDay(filter)).toEqual([
        { ...usageSum({ model: 'm', outputAudioTokens: 15 }), day: TODAY },
        { ...usageSum({ model: 'n', outputAudioTokens: 7 }), day: TODAY + 1 },
      ]);
      const people = (await store.usageByPerson({ ...filter, conversationId: 'c' })).map(
        ({ userId, outputAudioTokens }) => [userId, outputAudioTokens],
      );
      expect(new Map(people.map(([id, tokens]) => [id, tokens]))).toEqual(
        new Map<unknown, unknown>([
          ['mia', 13],
          ['tom', 2],
          ['', 7],
        ]),
      );
      expect(await store.usageByDay({ ...filter, conversationId: 'another' })).toEqual([]);
    });

    it('counts how long was talked, and who was part of it', async () => {
      const { ledger, store } = await newLedger();
      ledger.talked(PLACE, ['mia'], 1000);
      await ledger.flush();
      ledger.talked(PLACE, ['mia', 'tom'], 500);
      await ledger.flush();
      expect(await store.talkByDay(filter)).toEqual([{ day: TODAY, talkedMs: 1500 }]);
      expect(await store.talkByDay({ ...filter, userId: 'tom' })).toEqual([{ day: TODAY, talkedMs: 500 }]);
      expect(await store.talkByPerson(filter)).toHaveLength(2);
    });

    it('forgets a person, and keeps what the server paid', async () => {
      const { ledger, store } = await newLedger();
      ledger.billed(PLACE, use(['mia', ''], 5));
      ledger.talked(PLACE, ['mia'], 1000);
      await ledger.flush();
      expect((await store.ofPerson('mia')).usage).toHaveLength(1);
      await store.forgetPerson('mia');
      expect(await store.ofPerson('mia')).toEqual({ usage: [], talks: [] });
      expect(await store.usageByPerson(filter)).toEqual([
        { ...usageSum({ model: 'm', outputAudioTokens: 5 }), userId: '' },
      ]);
      expect(await store.talkByDay(filter)).toEqual([{ day: TODAY, talkedMs: 1000 }]);
      await store.purgeBefore(TODAY + 1);
      expect(await store.usageByDay(filter)).toEqual([]);
    });
  });

  it('writes by itself after a second, and again when the store failed, without losing anything', async () => {
    const clock = new ManualClock();
    const written: { usage: readonly UsageRow[]; talks: readonly TalkRow[] }[] = [];
    let broken = true;
    const store = Object.assign(Object.create(LedgerStore.prototype), {
      add: async (usage: readonly UsageRow[], talks: readonly TalkRow[]) => {
        if (broken) throw new Error('disk full');
        written.push({ usage, talks });
      },
    });
    const ledger = new Ledger({ store, clock, now: () => NOON, log: silentLogger() });
    ledger.billed(PLACE, use(['mia'], 5));
    expect(await ledger.flush()).toBe(false);
    ledger.billed(PLACE, use(['mia'], 6));
    broken = false;
    clock.advance(5000);
    await ledger.stop();
    expect(written.flatMap(({ usage }) => usage.map((row) => row.outputAudioTokens))).toEqual([11]);
  });
});
