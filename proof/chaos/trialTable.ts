import { middle } from './processUsage.ts';
import type { Trial } from './trial.ts';

const HEADINGS = ['fault', 'tried', 'survived', 'time to recover', 'said again'] as const;
const MS_PER_S = 1000;

/** The trials as a table: a line for each fault; the time is the median of those that recovered. */
export function trialTable(trials: readonly Trial[]): string {
  const rows: string[][] = [[...HEADINGS]];
  for (const name of new Set(trials.map(({ fault }) => fault.name))) {
    const of = trials.filter(({ fault }) => fault.name === name);
    const times = of.map(({ recoveredMs }) => recoveredMs).filter((ms) => ms !== undefined);
    rows.push([
      name,
      String(of.length),
      String(of.filter(survived).length),
      times.length === 0 ? '-' : `${(middle(times) / MS_PER_S).toFixed(1)} s`,
      String(of.reduce((sum, { saidAgain }) => sum + saidAgain, 0)),
    ]);
  }
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

/** A person was answered in time, and once. */
export function survived({ problems, recoveredMs }: Trial): boolean {
  return problems.length === 0 && recoveredMs !== undefined;
}
