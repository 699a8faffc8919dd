import type { LimitScope, LimitUnit } from '../store/spendingLimits.ts';

/** From this share of a limit on people are warned, and the conversation becomes sparing. */
export const WARN_SHARE = 0.8;

/** How much of one limit is used. */
export interface LimitUse {
  scope: LimitScope;
  /** In what it is counted: `used` and `limit` are dollars, or minutes. */
  unit: LimitUnit;
  used: number;
  limit: number;
  /** Which conversation, day or month this is about: the next one begins with nothing used. */
  period: string;
  /** When the next one begins, epoch ms; `undefined`: with the next conversation. */
  resetsAtMs: number | undefined;
  /** Whose limit it is, where it is a person's. */
  userId?: string;
}

/** How much is used, 1 for all of it. */
export function shareOf({ used, limit }: LimitUse): number {
  return used / limit;
}

export function isNear(use: LimitUse): boolean {
  return shareOf(use) >= WARN_SHARE;
}

export function isReached(use: LimitUse): boolean {
  return use.used >= use.limit;
}

/** The one of which most is used. */
export function nearest(uses: readonly LimitUse[]): LimitUse | undefined {
  return uses.toSorted((a, b) => shareOf(b) - shareOf(a))[0];
}
