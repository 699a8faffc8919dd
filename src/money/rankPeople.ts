import type { UsageSum } from '../store/ledgerStore.ts';
import type { PriceList } from './priceList.ts';
import { type Spending, spendingOf } from './spending.ts';

/** What a person had of the conversations. An empty id is nobody in particular. */
export interface PersonSpending {
  userId: string;
  spending: Spending;
  talkedMs: number;
}

/** Everybody who had a part, who spent most first. */
export function rankPeople(
  usage: readonly (UsageSum & { userId: string })[],
  talk: readonly { userId: string; talkedMs: number }[],
  prices: PriceList,
): PersonSpending[] {
  const userIds = [...new Set([...usage, ...talk].map(({ userId }) => userId))];
  const people = userIds.map((userId) => ({
    userId,
    spending: spendingOf(
      usage.filter((sum) => sum.userId === userId),
      prices,
    ),
    talkedMs: talk.reduce((sum, one) => (one.userId === userId ? sum + one.talkedMs : sum), 0),
  }));
  return people.sort((a, b) => b.spending.usd - a.spending.usd || b.spending.tokens - a.spending.tokens);
}
