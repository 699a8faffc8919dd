import { escapeMarkup } from './markup.ts';
import type { Timeline } from './timeline.ts';
import { drawLegend, LEGEND_HEIGHT } from './timelineLegend.ts';
import { drawRow, rowHeight } from './timelineRow.ts';
import { timelineRows } from './timelineRows.ts';
import { TIMELINE_STYLE } from './timelineStyle.ts';

const WIDTH = 1240;
const MARGIN = 24;
const NAMES_WIDTH = 70;
const HEADER_HEIGHT = 92;
const ROW_GAP = 20;
/** About this much conversation in one row, so that a sentence has room for its words. */
const ROW_MS = 20_500;

/** What a newcomer has to know to understand who is answered. */
const EXPLANATION =
  'Among several people Parley answers who calls it by its name, and who goes on within 12 s of being answered. What it does not answer, it remembers.';

/** Draws the conversation like a score: time runs from left to right, row by row, a lane for each voice. */
export function timelineSvg(timeline: Timeline): string {
  const rows = timelineRows(timeline, ROW_MS);
  const longestMs = Math.max(1, ...rows.map(({ fromMs, toMs }) => toMs - fromMs));
  const pixelsPerMs = (WIDTH - 2 * MARGIN - NAMES_WIDTH) / longestMs;
  const height = rowHeight(timeline.lanes.length);
  const parts = rows.map((row, index) =>
    drawRow(timeline, row, {
      left: MARGIN + NAMES_WIDTH,
      nameLeft: MARGIN,
      top: HEADER_HEIGHT + index * (height + ROW_GAP),
      pixelsPerMs,
    }),
  );
  const legendTop = HEADER_HEIGHT + rows.length * (height + ROW_GAP);
  const totalHeight = legendTop + LEGEND_HEIGHT;
  const summary = summaryOf(timeline);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="tl" viewBox="0 0 ${WIDTH} ${totalHeight}" role="img" aria-labelledby="tl-title tl-desc">
<title id="tl-title">Who spoke when: a conversation with Parley</title>
<desc id="tl-desc">${escapeMarkup(`${summary} ${descriptionOf(timeline)}`)}</desc>
<style>${TIMELINE_STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${totalHeight}" rx="12"/>
<text class="title" x="${MARGIN}" y="36">Who spoke when</text>
<text class="sub" x="${MARGIN}" y="57">${escapeMarkup(summary)}</text>
<text class="sub" x="${MARGIN}" y="75">${escapeMarkup(EXPLANATION)}</text>
${parts.join('\n')}
${drawLegend(MARGIN, legendTop)}
</svg>
`;
}

/** The whole conversation in one sentence. */
export function summaryOf({ turns, cuts, durationMs, lanes }: Timeline): string {
  const took = turns
    .map(({ answer, spokenToMs }) => (answer === undefined ? undefined : answer.firstSoundMs - spokenToMs))
    .filter((ms) => ms !== undefined)
    .map(Math.round);
  const people = new Intl.ListFormat('en').format(lanes.slice(0, -1));
  const range =
    took.length === 0
      ? ''
      : `, ${Math.min(...took)} to ${Math.max(...took)} ms from the last word to the first sound`;
  const interruptions =
    cuts.length === 0 ? '' : `, ${cuts.length} interruption${cuts.length === 1 ? '' : 's'}`;
  return `${people} talk to ${lanes.at(-1) ?? ''}, as heard on the wire: ${Math.round(durationMs / 1000)} s, ${turns.length} turns${interruptions}${range}.`;
}

/** For people who cannot see the picture: all it says, in its order. */
function descriptionOf({ sounds }: Timeline): string {
  return [...sounds]
    .filter(({ words }) => words !== 'cue')
    .sort((one, other) => one.fromMs - other.fromMs)
    .map(({ lane, fromMs, words, unsaidMs }) => {
      const cut = unsaidMs > 0 ? ' (interrupted)' : '';
      return `At ${(fromMs / 1000).toFixed(1)} s ${lane}: ${words}${cut}`;
    })
    .join(' ');
}
