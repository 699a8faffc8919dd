import { OTHERS_COLOUR, PERSON_COLOURS } from './chartColours.ts';
import { strokeText } from './strokeText.ts';
import { MS_PER_DAY } from './utcDays.ts';

/** One day of the chart. */
export interface ChartDay {
  /** Whole days since 1970, UTC. */
  day: number;
  /** What was spent, in the chart's unit, by whom: in the order of {@link PERSON_COLOURS}, then the others together. */
  spent: readonly number[];
  /** How long conversations went on. */
  minutes: number;
}

/** What the chart shows. `days` stand beside each other in their order; more than about 14 make the labels touch. */
export interface UsageChart {
  /** US dollars; tokens where no price is known. */
  unit: '$' | 'tokens';
  days: readonly ChartDay[];
}

/** Pixels. */
export const CHART_WIDTH = 800;
export const CHART_HEIGHT = 440;

const LEFT = 72;
const RIGHT = 784;
const DAY_LABEL_TOP = 404;
const SPENT = { top: 44, height: 196, titleTop: 16 };
const MINUTES = { top: 292, height: 100, titleTop: 264 };
const BAR_OF_COLUMN = 0.64;
const MAX_BAR_WIDTH = 60;
const TITLE_SQUARE = 10;

/** Those of Discord's dark theme; the ground is painted, so it reads in a light one too. */
const GROUND = '#2b2d31';
const GRID = '#4e5058';
const INK = '#dbdee1';
const MINUTES_COLOUR = '#949ba4';

/** No axis ends below it: rounding errors are no costs. */
const LEAST_TOP = 0.0001;
const STEPS = [1, 2, 5, 10];
const TICKS = [0, 0.5, 1];
const TICK_LABEL_RISE = 4;

interface Panel {
  top: number;
  height: number;
  titleTop: number;
}

/** Draws the days as an SVG document that needs no fonts: stacked bars of what was spent, and below the minutes. */
export function usageChart({ unit, days }: UsageChart): string {
  const spent = days.map((day) => day.spent.map(amountOf));
  const minutes = days.map((day) => [amountOf(day.minutes)]);
  const column = (RIGHT - LEFT) / Math.max(1, days.length);
  const labels = days.map(({ day }, index) =>
    strokeText(dateLabel(day), {
      x: LEFT + (index + 0.5) * column,
      y: DAY_LABEL_TOP,
      align: 'middle',
      colour: INK,
    }),
  );
  const colourOfSpent = (part: number) => (PERSON_COLOURS[part] ?? OTHERS_COLOUR).hex;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CHART_WIDTH}" height="${CHART_HEIGHT}" viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}">`,
    `<rect width="${CHART_WIDTH}" height="${CHART_HEIGHT}" fill="${GROUND}"/>`,
    panel(SPENT, { title: unit, name: 'spent', stacks: spent, colourOf: colourOfSpent }),
    panel(MINUTES, { title: 'min', name: 'minutes', stacks: minutes, colourOf: () => MINUTES_COLOUR }),
    ...labels,
    '</svg>',
  ].join('\n');
}

interface PanelContent {
  title: string;
  /** The class of its bars. */
  name: string;
  /** A stack a day, the lowest part first. */
  stacks: readonly (readonly number[])[];
  colourOf(part: number): string;
}

function panel(place: Panel, { title, name, stacks, colourOf }: PanelContent): string {
  const top = axisTop(Math.max(0, ...stacks.map(sumOf)));
  const bottom = place.top + place.height;
  const grid = TICKS.map((share) => {
    const y = bottom - share * place.height;
    return (
      `<path d="M${LEFT} ${y}H${RIGHT}" stroke="${GRID}" stroke-width="1"/>` +
      strokeText(tickLabel(top * share), { x: LEFT - 8, y: y - TICK_LABEL_RISE, align: 'right', colour: INK })
    );
  });
  const column = (RIGHT - LEFT) / Math.max(1, stacks.length);
  const width = Math.min(MAX_BAR_WIDTH, column * BAR_OF_COLUMN);
  const bars = stacks.flatMap((stack, index) => {
    const x = LEFT + (index + 0.5) * column - width / 2;
    let y = bottom;
    return stack.map((amount, part) => {
      const height = (amount / top) * place.height;
      y -= height;
      if (height === 0) return '';
      return `<rect class="${name}" x="${x.toFixed(2)}" y="${y.toFixed(2)}" width="${width.toFixed(2)}" height="${height.toFixed(2)}" fill="${colourOf(part)}"/>`;
    });
  });
  const legend =
    `<rect x="${LEFT}" y="${place.titleTop}" width="${TITLE_SQUARE}" height="${TITLE_SQUARE}" fill="${colourOf(0)}"/>` +
    strokeText(title, { x: LEFT + TITLE_SQUARE + 8, y: place.titleTop, align: 'left', colour: INK });
  return [legend, ...grid, ...bars.filter((bar) => bar !== '')].join('\n');
}

/** What is no amount counts as nothing. */
function amountOf(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}

function sumOf(stack: readonly number[]): number {
  return stack.reduce((sum, amount) => sum + amount, 0);
}

/** The least round number that holds the highest bar. */
function axisTop(highest: number): number {
  if (highest <= 0) return 1;
  const most = Math.max(highest, LEAST_TOP);
  const magnitude = 10 ** Math.floor(Math.log10(most));
  return (STEPS.find((step) => step * magnitude >= most) ?? 10) * magnitude;
}

function tickLabel(value: number): string {
  const [amount, suffix] =
    value >= 1e6 ? [value / 1e6, 'M'] : value >= 1e3 ? [value / 1e3, 'k'] : [value, ''];
  return `${Number(amount.toFixed(5))}${suffix}`;
}

/** Month and day, as `07-31`. */
function dateLabel(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(5, 10);
}
