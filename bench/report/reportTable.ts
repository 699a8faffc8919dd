import { type Aim, type Measurement, reaches } from './measurement.ts';
import type { Summary } from './statistics.ts';

const HEADINGS = [
  '',
  'at once',
  'aim',
  'parley',
  '',
  'server VAD',
  'plain',
  'codec alone',
  'plain/parley',
] as const;

/** Figures of several subjects for the same thing. */
interface Line {
  scenario: string;
  what: string;
  conversations: number;
  measured: Measurement[];
}

/** The figures as a table: a line for each thing measured, the subjects beside each other. */
export function reportTable(measurements: readonly Measurement[]): string {
  const rows: string[][] = [[...HEADINGS]];
  let scenario = '';
  for (const line of linesOf(measurements)) {
    if (line.scenario !== scenario) rows.push([line.scenario]);
    scenario = line.scenario;
    rows.push(cellsOf(line));
  }
  return alignColumns(rows);
}

function linesOf(measurements: readonly Measurement[]): Line[] {
  const lines = new Map<string, Line>();
  for (const measurement of measurements) {
    const { scenario, what, conversations } = measurement;
    const key = `${scenario}/${what}/${conversations}`;
    const line = lines.get(key) ?? { scenario, what, conversations, measured: [] };
    line.measured.push(measurement);
    lines.set(key, line);
  }
  return [...lines.values()];
}

function cellsOf({ what, conversations, measured }: Line): string[] {
  const of = (subject: Measurement['subject']) => measured.find((one) => one.subject === subject);
  const [parley, server, plain, reference] = [of('parley'), of('server'), of('plain'), of('reference')];
  // Where it can only be measured with the model deciding turns, that is the product's figure.
  const product = parley ?? server;
  const aim = measured.find((one) => one.aim !== undefined)?.aim;
  const unit = measured[0]?.unit ?? '';
  return [
    `  ${what}${unit === '' ? '' : ` [${unit}]`}`,
    String(conversations),
    aim === undefined ? '' : aimText(aim),
    parley === undefined ? '' : figure(parley.summary),
    product === undefined ? '' : verdict(product),
    server === undefined ? '' : figure(server.summary),
    plain === undefined ? '' : figure(plain.summary),
    reference === undefined ? '' : figure(reference.summary),
    product === undefined || plain === undefined ? '' : ratio(product.summary, plain.summary),
  ];
}

/** `median / p95 (n)`, or the one number there is. */
function figure({ n, median, p95 }: Summary): string {
  if (!Number.isFinite(median)) return 'no data';
  return n === 1 ? digits(median) : `${digits(median)} / ${digits(p95)} (${n})`;
}

function aimText({ limit, want, of }: Aim): string {
  return `${want === 'atMost' ? '<=' : '>='} ${limit}${of === 'p95' ? ' (p95)' : ''}`;
}

function verdict(measurement: Measurement): string {
  const reached = reaches(measurement);
  if (reached === undefined) return '';
  if (reached) return 'ok';
  return Number.isFinite(measurement.summary.median) ? 'MISSED' : 'MISSED: no data';
}

function ratio(parley: Summary, plain: Summary): string {
  if (!(parley.median > 0) || !(plain.median > 0)) return '';
  return `${digits(plain.median / parley.median)}x`;
}

function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2);
}

function alignColumns(rows: readonly string[][]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
