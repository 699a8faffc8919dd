/** Room for the legend, its margin below included. */
export const LEGEND_HEIGHT = 52;

const ITEMS: readonly { symbol: string; text: string; width: number }[] = [
  {
    symbol:
      '<g class="p0"><rect class="bar" x="0" y="-10" width="26" height="14" rx="3"/><path class="wave" d="M3 -3l4 -4l5 3l5 -4l6 5l-6 4l-5 -3l-5 3z"/></g>',
    text: 'heard on the wire',
    width: 172,
  },
  { symbol: '<path class="known" d="M12 -9l6 6l-6 6l-6 -6z"/>', text: 'answer asked for', width: 160 },
  {
    symbol: '<path class="known back" d="M12 -9l6 6l-6 6l-6 -6z"/>',
    text: 'taken back, unheard',
    width: 190,
  },
  { symbol: '<path class="first" d="M8 -9l9 6l-9 6z"/>', text: 'first sound heard', width: 172 },
  { symbol: '<path class="way" d="M0 -3H26"/>', text: 'last word to first sound', width: 205 },
  { symbol: '<path class="duck" d="M0 -7v3h26v-3"/>', text: 'quieter for a cough', width: 180 },
  { symbol: '<path class="cut" d="M7 -8l10 10m0 -10l-10 10"/>', text: 'interrupted', width: 110 },
];

/** One line that says what the symbols mean. */
export function drawLegend(left: number, top: number): string {
  let x = left;
  const parts = ITEMS.map(({ symbol, text, width }) => {
    const item = `<g transform="translate(${x} ${top + 22})">${symbol}<text class="sub" x="34" y="2">${text}</text></g>`;
    x += width;
    return item;
  });
  return parts.join('');
}
