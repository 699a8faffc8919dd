import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/money/budget.ts';
import { isNear, isReached, type LimitUse } from '../../src/money/limitUse.ts';

const MIA = 'mia';
const TOM = 'tom';

function serverDay(used: number, period = 'monday', limit = 10): LimitUse {
  return { scope: 'serverDay', unit: 'usd', used, limit, period, resetsAtMs: 1 };
}

function userDay(userId: string, used: number, period = 'monday'): LimitUse {
  return { scope: 'userDay', unit: 'minutes', used, limit: 10, period, resetsAtMs: 1, userId };
}

describe('a budget', () => {
  it('warns at 80 %, once', () => {
    const budget = new Budget();
    expect(budget.judge([serverDay(7.9)], [MIA])).toMatchObject({ warnings: [], sparing: undefined });
    expect(budget.judge([serverDay(8)], [MIA])).toMatchObject({
      warnings: [serverDay(8)],
      sparing: serverDay(8),
    });
    expect(budget.judge([serverDay(9)], [MIA])).toMatchObject({ warnings: [], sparing: serverDay(9) });
  });

  it('is over at 100 %, without another warning', () => {
    expect(new Budget().judge([serverDay(10)], [MIA])).toMatchObject({ warnings: [], over: serverDay(10) });
  });

  it('begins anew with the period, and warns again then', () => {
    const budget = new Budget();
    budget.judge([serverDay(9)], [MIA]);
    expect(budget.judge([serverDay(0, 'tuesday')], [MIA]).sparing).toBeUndefined();
    expect(budget.judge([serverDay(8, 'tuesday')], [MIA]).warnings).toHaveLength(1);
  });

  it('warns again when the limit was raised and has come near once more', () => {
    const budget = new Budget();
    budget.judge([serverDay(9)], [MIA]);
    expect(budget.judge([serverDay(9, 'monday', 100)], [MIA]).sparing).toBeUndefined();
    expect(budget.judge([serverDay(80, 'monday', 100)], [MIA]).warnings).toHaveLength(1);
  });

  it('lets the others go on when one has come to their own limit', () => {
    const budget = new Budget();
    const uses = [userDay(MIA, 10), userDay(TOM, 1)];
    const verdict = budget.judge(uses, [MIA, TOM]);
    expect(verdict).toMatchObject({ warnings: [], sparing: undefined, over: undefined });
    expect([verdict.barred, verdict.newlyBarred]).toEqual([[userDay(MIA, 10)], [userDay(MIA, 10)]]);
    expect(budget.judge(uses, [MIA, TOM])).toMatchObject({ barred: [userDay(MIA, 10)], newlyBarred: [] });
  });

  it('is over when everybody who is there has come to theirs', () => {
    const budget = new Budget();
    const uses = [userDay(MIA, 10), userDay(TOM, 8)];
    expect(budget.judge(uses, [MIA, TOM])).toMatchObject({ over: undefined, sparing: userDay(MIA, 10) });
    expect(budget.judge(uses, [])).toMatchObject({ over: undefined });
    expect(budget.judge(uses, [MIA])).toMatchObject({ over: userDay(MIA, 10) });
  });
});

const USE = fc.record({
  scope: fc.constantFrom('conversation' as const, 'serverDay' as const, 'serverMonth' as const),
  unit: fc.constantFrom('usd' as const, 'minutes' as const),
  used: fc.double({ min: 0, max: 20, noNaN: true }),
  limit: fc.constant(10),
  period: fc.constantFrom('one', 'two'),
  resetsAtMs: fc.constant(1),
  userId: fc.constant(undefined),
});

describe('any budget', () => {
  it('warns of each limit once a period, and of none that is reached', () => {
    fc.assert(
      fc.property(fc.array(fc.array(USE)), (rounds) => {
        const budget = new Budget();
        const warned = rounds.flatMap((uses) => {
          const { warnings, over } = budget.judge(uses, [MIA]);
          expect(warnings.every((use) => isNear(use) && !isReached(use))).toBe(true);
          if (over !== undefined) expect(warnings).toEqual([]);
          return warnings.map(({ scope, unit, period }) => `${scope} ${unit} ${period}`);
        });
        expect(new Set(warned).size).toBe(warned.length);
      }),
    );
  });

  it('stays over once it is', () => {
    fc.assert(
      fc.property(fc.array(fc.array(USE)), (rounds) => {
        const budget = new Budget();
        const overs = rounds.map((uses) => budget.judge(uses, [MIA]).over !== undefined);
        const first = rounds.findIndex((uses) => uses.some(isReached));
        expect(overs).toEqual(rounds.map((_, round) => first !== -1 && round >= first));
      }),
    );
  });

  it('is never milder for more that is used', () => {
    const severity = (uses: LimitUse[]) => {
      const { sparing, over } = new Budget().judge(uses, [MIA]);
      return over !== undefined ? 2 : sparing !== undefined ? 1 : 0;
    };
    fc.assert(
      fc.property(fc.array(USE), fc.double({ min: 0, max: 10, noNaN: true }), (uses, more) => {
        const later = uses.map((use) => ({ ...use, used: use.used + more }));
        expect(severity(later)).toBeGreaterThanOrEqual(severity(uses));
      }),
    );
  });
});
