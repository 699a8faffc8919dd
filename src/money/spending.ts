import type { UsageSum } from '../store/ledgerStore.ts';
import type { PriceList } from './priceList.ts';

/** What something cost, as far as that is known. */
export interface Spending {
  usd: number;
  tokens: number;
  /** Tokens of models that no price is known of, by model. They are not in `usd`. */
  unpriced: Record<string, number>;
}

/** What these sums cost together. */
export function spendingOf(sums: readonly UsageSum[], prices: PriceList): Spending {
  const spending: Spending = { usd: 0, tokens: 0, unpriced: {} };
  for (const sum of sums) {
    const tokens = tokensOf(sum);
    const usd = prices.costOf(sum);
    spending.tokens += tokens;
    if (usd === undefined) spending.unpriced[sum.model] = (spending.unpriced[sum.model] ?? 0) + tokens;
    else spending.usd += usd;
  }
  return spending;
}

/** Cached tokens are part of the input ones. */
function tokensOf(sum: UsageSum): number {
  return sum.inputTextTokens + sum.inputAudioTokens + sum.outputTextTokens + sum.outputAudioTokens;
}
