import type { Timeline, TimelineTurn } from './timeline.ts';

/** One row of the picture: a stretch of time, drawn from left to right. */
export interface TimelineRow {
  fromMs: number;
  toMs: number;
}

/** A row begins this long before the first word in it. */
const LEAD_IN_MS = 350;

/** Breaks a timeline into rows of about `rowMs`, always between two turns and never inside an interruption. */
export function timelineRows({ turns, durationMs }: Timeline, rowMs: number): TimelineRow[] {
  const starts: number[] = [0];
  for (const [index, turn] of turns.entries()) {
    const from = starts.at(-1) ?? 0;
    const isBreak = index > 0 && !turn.interrupts && endOf(turns, index, durationMs) - from > rowMs;
    if (isBreak) starts.push(turn.fromMs - LEAD_IN_MS);
  }
  return starts.map((fromMs, index) => ({ fromMs, toMs: starts[index + 1] ?? durationMs }));
}

/** When the turn and those that interrupt it are over: where the next one begins that waits for its turn. */
function endOf(turns: readonly TimelineTurn[], index: number, durationMs: number): number {
  const next = turns.slice(index + 1).find(({ interrupts }) => !interrupts);
  return next === undefined ? durationMs : next.fromMs - LEAD_IN_MS;
}
