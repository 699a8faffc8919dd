import type { SubjectName } from '../world/subjectCalls.ts';
import type { Summary } from './statistics.ts';

/** Where a figure should be. */
export interface Aim {
  limit: number;
  want: 'atMost' | 'atLeast';
  /** Which of the figures must be there. */
  of: 'median' | 'p95';
}

/**
 * Whose figure it is: a subject's, `server` (the product where the model decides turns), or `reference` (what the codec
 * alone makes of it).
 */
export type Column = SubjectName | 'server' | 'reference';

/** One figure of one subject. */
export interface Measurement {
  scenario: string;
  /** What was measured, in words. */
  what: string;
  unit: string;
  subject: Column;
  /** How many talked at once. */
  conversations: number;
  summary: Summary;
  aim?: Aim | undefined;
}

/** At most so much, by the median. */
export function atMost(limit: number, of: Aim['of'] = 'median'): Aim {
  return { limit, want: 'atMost', of };
}

/** At least so much, by the median. */
export function atLeast(limit: number): Aim {
  return { limit, want: 'atLeast', of: 'median' };
}

/** Does the figure reach its aim? One that is missing never does. */
export function reaches({ aim, summary }: Measurement): boolean | undefined {
  if (aim === undefined) return undefined;
  const value = summary[aim.of];
  if (!Number.isFinite(value)) return false;
  return aim.want === 'atMost' ? value <= aim.limit : value >= aim.limit;
}
