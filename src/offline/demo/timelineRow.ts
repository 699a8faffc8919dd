import { escapeMarkup, wrapText } from './markup.ts';
import {
  LEVEL_STEP_MS,
  type Timeline,
  type TimelineAnswer,
  type TimelineCut,
  type TimelineDucking,
  type TimelineSound,
  type TimelineTurn,
} from './timeline.ts';
import type { TimelineRow } from './timelineRows.ts';
import type { VoiceClass } from './timelineStyle.ts';

/** Where a row is drawn. */
export interface RowPlace {
  left: number;
  nameLeft: number;
  top: number;
  pixelsPerMs: number;
}

const AXIS_HEIGHT = 26;
const LANE_HEIGHT = 80;
const LANE_GAP = 4;
/** In a lane: two lines of words above, the sound below. */
const WORDS_LINE = 15;
const WORDS_TOP = 16;
const SOUND_TOP = 40;
const SOUND_HEIGHT = 28;
/** A character of the words is about this wide. */
const CHARACTER_WIDTH = 6.3;
/** Words may stand a little beyond their sound. */
const WORDS_OVERHANG = 44;
const GRID_MS = 1_000;
const LABEL_EVERY_MS = 2_000;
/** Of what was not said any more only this much is shown. */
const SHOWN_UNSAID_PIXELS = 70;

/** How tall a row with that many lanes is. */
export function rowHeight(lanes: number): number {
  return AXIS_HEIGHT + lanes * (LANE_HEIGHT + LANE_GAP);
}

/** Draws one row: scale, lanes, sounds, and each turn's way from the last word to the first sound. */
export function drawRow(timeline: Timeline, row: TimelineRow, place: RowPlace): string {
  const x = (ms: number): number => round(place.left + (ms - row.fromMs) * place.pixelsPerMs);
  const laneTop = (lane: string): number =>
    place.top + AXIS_HEIGHT + timeline.lanes.indexOf(lane) * (LANE_HEIGHT + LANE_GAP);
  const isInRow = ({ fromMs }: { fromMs: number }): boolean => fromMs >= row.fromMs && fromMs < row.toMs;
  const canvas: Canvas = {
    x,
    laneTop,
    bot: timeline.lanes.at(-1) ?? '',
    lanes: timeline.lanes,
    pixelsPerMs: place.pixelsPerMs,
  };
  return [
    ...timeline.lanes.map((lane) => drawLane(canvas, lane, row, place)),
    drawScale(canvas, row, place.top, timeline.lanes.length),
    ...timeline.turns.filter(isInRow).map((turn) => drawWay(canvas, turn)),
    ...timeline.sounds.filter(isInRow).map((sound) => drawSound(canvas, sound, nextInLane(timeline, sound))),
    ...timeline.turns.filter(isInRow).map((turn) => drawMarks(canvas, turn)),
    ...timeline.duckings.filter(isInRow).map((ducking) => drawDucking(canvas, ducking)),
    ...timeline.cuts.filter(isInRow).map((cut) => drawCut(canvas, cut)),
  ].join('\n');
}

interface Canvas {
  x(ms: number): number;
  laneTop(lane: string): number;
  bot: string;
  lanes: readonly string[];
  pixelsPerMs: number;
}

const PEOPLE_CLASSES = ['p0', 'p1', 'p2'] as const satisfies readonly VoiceClass[];

/** The style class of a lane: people in their order, the bot last. */
function laneClass(lanes: readonly string[], lane: string): VoiceClass {
  if (lane === lanes.at(-1)) return 'bot';
  return PEOPLE_CLASSES[lanes.indexOf(lane) % PEOPLE_CLASSES.length] ?? 'p0';
}

function drawLane(
  { x, laneTop, lanes }: Canvas,
  lane: string,
  row: TimelineRow,
  { nameLeft }: RowPlace,
): string {
  const top = laneTop(lane);
  const width = round(x(row.toMs) - x(row.fromMs));
  return (
    `<rect class="band" x="${x(row.fromMs)}" y="${top}" width="${width}" height="${LANE_HEIGHT}" rx="6"/>` +
    `<g class="${laneClass(lanes, lane)}"><text class="name" x="${nameLeft}" y="${top + SOUND_TOP + 18}">${escapeMarkup(lane)}</text></g>`
  );
}

function drawScale({ x }: Canvas, row: TimelineRow, top: number, lanes: number): string {
  const parts: string[] = [];
  const bottom = top + rowHeight(lanes) - LANE_GAP;
  for (let ms = Math.ceil(row.fromMs / GRID_MS) * GRID_MS; ms <= row.toMs; ms += GRID_MS) {
    parts.push(`<line class="grid" x1="${x(ms)}" y1="${top + 20}" x2="${x(ms)}" y2="${bottom}"/>`);
    if (ms % LABEL_EVERY_MS === 0)
      parts.push(
        `<text class="axis" x="${x(ms)}" y="${top + 14}" text-anchor="middle">${ms / 1000} s</text>`,
      );
  }
  return parts.join('');
}

/** When the next sound in the same lane begins. */
function nextInLane({ sounds }: Timeline, { lane, fromMs }: TimelineSound): number {
  const later = sounds.filter((sound) => sound.lane === lane && sound.fromMs > fromMs);
  return Math.min(...later.map((sound) => sound.fromMs));
}

function drawSound(
  { x, laneTop, lanes, pixelsPerMs }: Canvas,
  sound: TimelineSound,
  nextFromMs: number,
): string {
  const top = laneTop(sound.lane);
  const left = x(sound.fromMs);
  const width = Math.max(2, round(x(sound.toMs) - left));
  const parts = [`<g class="${laneClass(lanes, sound.lane)}">`];
  parts.push(`<title>${escapeMarkup(`${sound.lane}: ${sound.words}`)}</title>`);
  parts.push(
    `<rect class="bar" x="${left}" y="${top + SOUND_TOP}" width="${width}" height="${SOUND_HEIGHT}" rx="5"/>`,
  );
  parts.push(
    `<path class="wave" d="${wavePath(sound.levels, left, top + SOUND_TOP + SOUND_HEIGHT / 2, LEVEL_STEP_MS * pixelsPerMs)}"/>`,
  );
  if (sound.unsaidMs > 0) {
    const unsaid = round(Math.min(SHOWN_UNSAID_PIXELS, sound.unsaidMs * pixelsPerMs));
    parts.push(
      `<path class="unsaid" d="M${left + width + 3} ${top + SOUND_TOP}h${unsaid}M${left + width + 3} ${top + SOUND_TOP + SOUND_HEIGHT}h${unsaid}"/>`,
    );
  }
  // Behind a cut stands what was heard of it: words may not run into that.
  const room = Math.min(
    sound.unsaidMs > 0 ? 0 : WORDS_OVERHANG,
    (nextFromMs - sound.toMs) * pixelsPerMs - CHARACTER_WIDTH,
  );
  const characters = Math.floor((width + room) / CHARACTER_WIDTH);
  const lines = sound.isNoise ? [sound.words] : wrapText(sound.words, characters, 2);
  const lowest = top + WORDS_TOP + WORDS_LINE;
  lines.forEach((line, index) => {
    const y = lowest - (lines.length - 1 - index) * WORDS_LINE;
    parts.push(
      `<text class="${sound.isNoise ? 'small' : 'words'}" x="${left}" y="${y}">${escapeMarkup(line)}</text>`,
    );
  });
  parts.push('</g>');
  return parts.join('');
}

/** A mirrored outline, one step for each level. */
function wavePath(levels: readonly number[], left: number, middle: number, step: number): string {
  const half = SOUND_HEIGHT / 2 - 3;
  const points = levels.map((level, index) => ({
    x: left + (index + 0.5) * step,
    reach: 0.6 + level * half,
  }));
  const above = points.map(({ x, reach }) => `${round(x)} ${round(middle - reach)}`);
  const below = points.toReversed().map(({ x, reach }) => `${round(x)} ${round(middle + reach)}`);
  return points.length === 0 ? '' : `M${[...above, ...below].join('L')}Z`;
}

/** From the last word over the moment in which the answer is asked for to the first sound. */
function drawWay({ x, laneTop, bot }: Canvas, { lane, spokenToMs, answer }: TimelineTurn): string {
  if (answer === undefined) return '';
  const from = laneTop(lane) + SOUND_TOP + SOUND_HEIGHT / 2;
  const to = laneTop(bot) + SOUND_TOP + SOUND_HEIGHT / 2;
  return `<path class="way" d="M${x(spokenToMs)} ${from}H${x(answer.askedMs)}V${to}H${x(answer.firstSoundMs)}"/>`;
}

function drawMarks(canvas: Canvas, turn: TimelineTurn): string {
  const { x, laneTop, bot } = canvas;
  const middle = SOUND_TOP + SOUND_HEIGHT / 2;
  const from = laneTop(turn.lane) + middle;
  const asked = [...turn.takenBackMs.map((ms) => diamond(x(ms), from, 'known back'))];
  if (turn.answer !== undefined) asked.push(diamond(x(turn.answer.askedMs), from, 'known'));
  const number = `<text class="turn" x="${x(turn.fromMs) - 7}" y="${laneTop(turn.firstLane) + middle + 4}" text-anchor="end">${turn.number}</text>`;
  const bottom = laneTop(bot) + middle;
  return (
    asked.join('') +
    number +
    (turn.answer === undefined
      ? drawSilence(x(turn.fromMs), bottom)
      : drawAnswer(canvas, turn, turn.answer, bottom))
  );
}

function diamond(x: number, y: number, style: string): string {
  return `<path class="${style}" d="M${x} ${y - 6}l6 6l-6 6l-6 -6z"/>`;
}

function drawSilence(x: number, y: number): string {
  return `<text class="small" x="${x}" y="${y + 4}">not called: silent, but it remembers</text>`;
}

function drawAnswer({ x }: Canvas, { spokenToMs }: TimelineTurn, answer: TimelineAnswer, y: number): string {
  const sound = x(answer.firstSoundMs);
  const took = Math.round(answer.firstSoundMs - spokenToMs);
  const tool =
    answer.tool === undefined
      ? ''
      : `<text class="small halo" x="${sound - 10}" y="${y + 17}" text-anchor="end">${escapeMarkup(answer.tool)}()</text>`;
  return (
    `<path class="first" d="M${sound - 9} ${y - 6}l9 6l-9 6z"/>` +
    `<text class="took halo" x="${sound - 10}" y="${y - 12}" text-anchor="end">${took} ms</text>${tool}`
  );
}

function drawDucking({ x, laneTop, bot }: Canvas, { fromMs, toMs, db }: TimelineDucking): string {
  const top = laneTop(bot) + SOUND_TOP + SOUND_HEIGHT + 1;
  const [left, right] = [x(fromMs), x(toMs)];
  return (
    `<path class="duck" d="M${left} ${top}v3H${right}v-3"/>` +
    `<text class="small halo" x="${right + 4}" y="${top + 6}">${Math.round(db)} dB</text>`
  );
}

function drawCut({ x, laneTop, bot }: Canvas, cut: TimelineCut): string {
  const top = laneTop(cut.lane) + SOUND_TOP + SOUND_HEIGHT;
  const middle = laneTop(bot) + SOUND_TOP + SOUND_HEIGHT / 2;
  const at = x(cut.toMs);
  return (
    `<path class="cut" d="M${at} ${top + 2}V${middle + SOUND_HEIGHT / 2 + 4}M${at - 5} ${middle - 5}l10 10m0 -10l-10 10"/>` +
    `<text class="cutText halo" x="${at + 9}" y="${middle + 4}">${cut.heardMs} ms heard</text>` +
    `<text class="cutText halo" x="${at + 9}" y="${middle - SOUND_HEIGHT / 2 - 6}">cut</text>`
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
