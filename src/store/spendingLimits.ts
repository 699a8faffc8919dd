import { z } from 'zod';

/** What a limit is of: one conversation, one person in a server on one day, all of a server on one day or in one month (UTC). */
export const LIMIT_SCOPES = ['conversation', 'userDay', 'serverDay', 'serverMonth'] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

/** What can be limited: US dollars, and minutes of conversation. */
export const LIMIT_UNITS = ['usd', 'minutes'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

/** What may be set. A limit of nothing would be no limit but a switch. */
export const LIMIT_RANGES = {
  usd: { least: 0.01, most: 100_000 },
  minutes: { least: 1, most: 100_000 },
} as const satisfies Record<LimitUnit, { least: number; most: number }>;

/** A limit in dollars, in minutes, or both; what is left out is not limited. */
export const spendingLimitSchema = z.object({
  usd: z.number().min(LIMIT_RANGES.usd.least).max(LIMIT_RANGES.usd.most).optional(),
  minutes: z.number().min(LIMIT_RANGES.minutes.least).max(LIMIT_RANGES.minutes.most).optional(),
});
export type SpendingLimit = z.infer<typeof spendingLimitSchema>;

/** Every limit there is. */
export type SpendingLimits = Record<LimitScope, SpendingLimit>;

/** Both hold: of two limits the lower one counts. */
export function lowerLimit(one: SpendingLimit, other: SpendingLimit): SpendingLimit {
  const lower = (unit: LimitUnit) => {
    const set = [one[unit], other[unit]].filter((limit) => limit !== undefined);
    return set.length === 0 ? undefined : Math.min(...set);
  };
  return { usd: lower('usd'), minutes: lower('minutes') };
}
