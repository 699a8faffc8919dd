export const MS_PER_DAY = 86_400_000;

/** Whole days since 1970, UTC. */
export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / MS_PER_DAY);
}

/** The first day of this moment's month. */
export function firstDayOfMonth(epochMs: number): number {
  const date = new Date(epochMs);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth()));
}

/** When the next day begins, epoch ms. */
export function nextDayMs(epochMs: number): number {
  return (dayOf(epochMs) + 1) * MS_PER_DAY;
}

/** When the next month begins, epoch ms. */
export function nextMonthMs(epochMs: number): number {
  const date = new Date(epochMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
