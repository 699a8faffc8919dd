/** Letters of strokes in a box of 4 by 6 units, y downwards: what the chart writes, since it has no fonts. */
const STROKES: Readonly<Record<string, string>> = {
  '0': 'M0 1L1 0H3L4 1V5L3 6H1L0 5Z',
  '1': 'M1 1L2 0V6M1 6H3',
  '2': 'M0 1L1 0H3L4 1V2L0 6H4',
  '3': 'M0 0H4L2 2.5H3L4 3.5V5L3 6H1L0 5',
  '4': 'M3 6V0L0 4H4',
  '5': 'M4 0H0V2.5H3L4 3.5V5L3 6H1L0 5',
  '6': 'M4 0H2L0 2V5L1 6H3L4 5V4L3 3H0',
  '7': 'M0 0H4L1.5 6',
  '8': 'M1 3L0 2V1L1 0H3L4 1V2L3 3H1L0 4V5L1 6H3L4 5V4L3 3',
  '9': 'M0 6H2L4 4V1L3 0H1L0 1V2L1 3H4',
  '.': 'M2 5.8V6',
  '-': 'M1 3H3',
  $: 'M4 1H1L0 2L1 3H3L4 4L3 5H0M2 -0.5V6.5',
  M: 'M0 6V0L2 3L4 0V6',
  e: 'M0 4H4V3L3 2H1L0 3V5L1 6H4',
  i: 'M2 2.5V6M2 0.4V0.6',
  k: 'M0 0V6M3.5 2L0 4.5M1.2 3.7L3.5 6',
  m: 'M0 6V2M0 3L1 2L2 3V6M2 3L3 2L4 3V6',
  n: 'M0 6V2M0 3L1.5 2H3L4 3V6',
  o: 'M0 3L1 2H3L4 3V5L3 6H1L0 5Z',
  s: 'M4 2H1L0 3L1 4H3L4 5L3 6H0',
  t: 'M1.5 0V5L2.5 6H3.5M0 2H3.5',
};

const LETTER_UNITS = 4;
const ADVANCE_UNITS = 5.8;
const STROKE_UNITS = 0.8;
/** Pixels a unit. */
const SCALE = 1.5;

/** Where a text stands: `x` is its left, middle or right end, `y` its upper edge, in pixels. */
export interface TextPlace {
  x: number;
  y: number;
  align: 'left' | 'middle' | 'right';
  colour: string;
}

/** A line of text as an SVG group. A character that has no strokes leaves a gap. */
export function strokeText(text: string, { x, y, align, colour }: TextPlace): string {
  const letters = [...text];
  const width = ((letters.length - 1) * ADVANCE_UNITS + LETTER_UNITS) * SCALE;
  const left = x - { left: 0, middle: width / 2, right: width }[align];
  const paths = letters.map((letter, index) => {
    const strokes = STROKES[letter];
    if (strokes === undefined) return '';
    return `<path transform="translate(${(index * ADVANCE_UNITS).toFixed(1)} 0)" d="${strokes}"/>`;
  });
  return (
    `<g transform="translate(${left.toFixed(1)} ${y.toFixed(1)}) scale(${SCALE})" fill="none" stroke="${colour}" ` +
    `stroke-width="${STROKE_UNITS}" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`
  );
}
