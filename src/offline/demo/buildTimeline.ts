import type { HeardPacket } from '../discord/voice/hearingLog.ts';
import { type Cast, othersThan } from './cast.ts';
import { type HeardRun, heardRuns, placeInRun, sentMs } from './heardRun.ts';
import { BOT_NAME, type PersonName } from './screenplay.ts';
import {
  LEVEL_STEP_MS,
  type Timeline,
  type TimelineCut,
  type TimelineSound,
  type TimelineTurn,
} from './timeline.ts';
import { answerMs, type TurnReview } from './turnReview.ts';

/** The loudest frames of speech are about here. */
const LOUDEST_DBFS = -8;
/** Between amplitude (1), which shows vowels alone, and loudness in decibels, which shows everything alike. */
const AMPLITUDE_POWER = 0.75;
const LEAD_OUT_MS = 600;

/** Everything that one speaker was heard to say, by somebody who heard it from outside. */
export function runsOf(cast: Cast, speaker: PersonName | typeof BOT_NAME): HeardRun[] {
  const [listener] = speaker === BOT_NAME ? cast.actors : othersThan(cast, speaker);
  const actor = cast.actors.find(({ name }) => name === speaker);
  const userId = actor === undefined ? cast.world.botId : actor.talker.id;
  return heardRuns(listener?.ears.of(userId) ?? []).filter(
    ({ firstVoicedMs }) => firstVoicedMs !== undefined,
  );
}

/** Lays the conversation out on one scale of time that begins at `originMs`. */
export function buildTimeline(cast: Cast, reviews: readonly TurnReview[], originMs: number): Timeline {
  const people = cast.actors.map(({ name }) => name);
  const sounds = [...people, BOT_NAME as typeof BOT_NAME].flatMap((lane) =>
    runsOf(cast, lane).map((run) => toSound(lane, run, reviews, originMs)),
  );
  return {
    durationMs: Math.max(0, ...sounds.map(({ toMs }) => toMs)) + LEAD_OUT_MS,
    lanes: [...people, BOT_NAME],
    sounds,
    turns: reviews.map((turn) => toTurn(turn, originMs)).filter((turn) => turn !== undefined),
    cuts: reviews
      .map((turn, index) => toCut(turn, reviews[index + 1], originMs))
      .filter((cut) => cut !== undefined),
  };
}

function toSound(
  lane: string,
  run: HeardRun,
  reviews: readonly TurnReview[],
  originMs: number,
): TimelineSound {
  const answered = reviews.find(({ heard }) =>
    heard.some((one) => Math.abs(one.run.fromMs - run.fromMs) < 1),
  );
  const asked = reviews.find(
    ({ spokenFromMs, spokenToMs }) => run.fromMs < spokenToMs && run.toMs > spokenFromMs,
  );
  const words = lane === BOT_NAME ? answered?.answer?.text : asked?.line.words;
  const heardMs = run.toMs - run.fromMs;
  const isCut = lane === BOT_NAME && answered?.cut !== undefined;
  return {
    lane,
    fromMs: run.fromMs - originMs,
    toMs: run.toMs - originMs,
    words,
    levels: levelsOf(run),
    unsaidMs: isCut ? Math.max(0, answerMs(answered) - heardMs) : 0,
  };
}

function toTurn(turn: TurnReview, originMs: number): TimelineTurn | undefined {
  const { knownOverMs, firstDeltaMs, toolCall } = turn.wire;
  if (knownOverMs === undefined || firstDeltaMs === undefined || turn.firstSoundMs === undefined)
    return undefined;
  return {
    number: turn.number,
    lane: turn.line.speaker,
    shows: turn.line.shows,
    fromMs: turn.spokenFromMs - originMs,
    spokenToMs: turn.spokenToMs - originMs,
    knownOverMs: knownOverMs - originMs,
    firstDeltaMs: firstDeltaMs - originMs,
    firstSoundMs: turn.firstSoundMs - originMs,
    tool: toolCall !== undefined && toolCall.calledMs < firstDeltaMs ? toolCall.name : undefined,
    interrupts: turn.line.interruptsAfterMs !== undefined,
  };
}

function toCut(
  { cut, heard }: TurnReview,
  next: TurnReview | undefined,
  originMs: number,
): TimelineCut | undefined {
  const last = heard[0];
  if (cut === undefined || next === undefined || last === undefined || cut.toldMs === undefined)
    return undefined;
  return {
    lane: next.line.speaker,
    fromMs: cut.interruptedMs - originMs,
    toMs: last.run.toMs - originMs,
    heardMs: last.wireMs,
    toldMs: cut.toldMs,
  };
}

function levelsOf(run: HeardRun): number[] {
  const levels: number[] = Array.from({ length: sentMs(run) / LEVEL_STEP_MS }, () => 0);
  for (const packet of run.packets) {
    const place = placeInRun(run, packet);
    if (place in levels) levels[place] = loudness(packet);
  }
  return levels;
}

function loudness({ rmsDbfs }: HeardPacket): number {
  return Math.min(1, 10 ** (((rmsDbfs - LOUDEST_DBFS) / 20) * AMPLITUDE_POWER));
}
