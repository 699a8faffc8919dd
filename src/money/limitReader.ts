import type { LedgerStore } from '../store/ledgerStore.ts';
import {
  LIMIT_SCOPES,
  LIMIT_UNITS,
  type LimitScope,
  type LimitUnit,
  type SpendingLimits,
} from '../store/spendingLimits.ts';
import type { Ledger } from './ledger.ts';
import type { LimitUse } from './limitUse.ts';
import type { PriceList } from './priceList.ts';
import { type Spending, spendingOf } from './spending.ts';
import { dayOf, firstDayOfMonth, nextDayMs, nextMonthMs } from './utcDays.ts';

const MS_PER_MINUTE = 60_000;

/** Which limits are asked about. */
export interface LimitQuestion {
  guildId: string;
  limits: SpendingLimits;
  /** A conversation, and the day on which it began; left out: none. */
  conversation?: { conversationId: string; fromDay: number };
  /** People whose own limits matter. */
  userIds: readonly string[];
}

/** How much is used, and what could not be counted. */
export interface LimitAnswer {
  uses: LimitUse[];
  /** Models without a known price, of which something was used: no limit in dollars counts them. */
  unpricedModels: string[];
}

interface Amount {
  spending: Spending;
  talkedMs: number;
}

/** Says how much of limits is used, by what the ledger holds. */
export class LimitReader {
  readonly #ledger: Ledger;
  readonly #store: LedgerStore;
  readonly #prices: PriceList;
  readonly #now: () => Date;

  /** @param now wall-clock time */
  constructor(ledger: Ledger, store: LedgerStore, prices: PriceList, now: () => Date) {
    this.#ledger = ledger;
    this.#store = store;
    this.#prices = prices;
    this.#now = now;
  }

  async read(question: LimitQuestion): Promise<LimitAnswer> {
    const { limits, conversation } = question;
    const asked = LIMIT_SCOPES.filter((scope) => isSet(limits, scope));
    if (asked.length === 0) return { uses: [], unpricedModels: [] };
    await this.#ledger.flush();
    const answers = await Promise.all(
      asked.map((scope) => {
        if (scope === 'userDay') return this.#ofPeople(question);
        return scope === 'conversation' && conversation === undefined ? [] : this.#ofAll(scope, question);
      }),
    );
    const found = answers.flat();
    const unpriced = asked.some((scope) => limits[scope].usd !== undefined)
      ? found.flatMap(({ amount }) => Object.keys(amount.spending.unpriced))
      : [];
    return { uses: found.flatMap(({ uses }) => uses), unpricedModels: [...new Set(unpriced)] };
  }

  async #ofAll(scope: Exclude<LimitScope, 'userDay'>, { guildId, limits, conversation }: LimitQuestion) {
    const nowMs = this.#now().getTime();
    const filter = {
      conversation: { guildId, fromDay: conversation?.fromDay ?? 0, ...conversation },
      serverDay: { guildId, fromDay: dayOf(nowMs) },
      serverMonth: { guildId, fromDay: firstDayOfMonth(nowMs) },
    }[scope];
    const spending = spendingOf(await this.#store.usageByDay(filter), this.#prices);
    const talkedMs = sumOf(await this.#store.talkByDay(filter));
    const amount = { spending, talkedMs };
    const period = scope === 'conversation' ? (conversation?.conversationId ?? '') : String(filter.fromDay);
    const resetsAtMs = {
      conversation: undefined,
      serverDay: nextDayMs(nowMs),
      serverMonth: nextMonthMs(nowMs),
    }[scope];
    return [{ amount, uses: usesOf({ scope, period, resetsAtMs }, limits, amount) }];
  }

  async #ofPeople({ guildId, limits, userIds }: LimitQuestion) {
    const nowMs = this.#now().getTime();
    const filter = { guildId, fromDay: dayOf(nowMs) };
    const [usage, talk] = [await this.#store.usageByPerson(filter), await this.#store.talkByPerson(filter)];
    return userIds.map((userId) => {
      const ofPerson = (one: { userId: string }) => one.userId === userId;
      const spending = spendingOf(usage.filter(ofPerson), this.#prices);
      const amount = { spending, talkedMs: sumOf(talk.filter(ofPerson)) };
      const what = {
        scope: 'userDay' as const,
        period: String(filter.fromDay),
        resetsAtMs: nextDayMs(nowMs),
        userId,
      };
      return { amount, uses: usesOf(what, limits, amount) };
    });
  }
}

function isSet(limits: SpendingLimits, scope: LimitScope): boolean {
  return LIMIT_UNITS.some((unit) => limits[scope][unit] !== undefined);
}

function usesOf(
  what: Pick<LimitUse, 'scope' | 'period' | 'resetsAtMs' | 'userId'>,
  limits: SpendingLimits,
  { spending, talkedMs }: Amount,
): LimitUse[] {
  const used: Record<LimitUnit, number> = { usd: spending.usd, minutes: talkedMs / MS_PER_MINUTE };
  return LIMIT_UNITS.flatMap((unit) => {
    const limit = limits[what.scope][unit];
    return limit === undefined ? [] : [{ ...what, unit, used: used[unit], limit }];
  });
}

function sumOf(talks: readonly { talkedMs: number }[]): number {
  return talks.reduce((sum, { talkedMs }) => sum + talkedMs, 0);
}
