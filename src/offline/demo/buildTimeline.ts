import { FRAME_MS } from '../../audio/format.ts';
import type { HeardPacket } from '../discord/voice/hearingLog.ts';
import { type Cast, othersThan } from './cast.ts';
import { type HeardRun, heardRuns, placeInRun, sentMs } from './heardRun.ts';
import { BOT_NAME, type PersonName } from './screenplay.ts';
import { spokenSpan } from './speakScene.ts';
import {
  LEVEL_STEP_MS,
  type Timeline,
  type TimelineCut,
  type TimelineDucking,
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
    duckings: reviews
      .filter(({ coughedMs }) => coughedMs !== undefined)
      .map((turn) => toDucking(turn, originMs))
      .filter((ducking) => ducking !== undefined),
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
  const words = lane === BOT_NAME ? answered?.answer?.text : wordsIn(run, lane, reviews);
  const cut = lane === BOT_NAME && answered?.cut !== undefined ? answered.heard[0] : undefined;
  const toMs = cut === undefined ? run.toMs : run.fromMs + cut.wireMs;
  return {
    lane,
    fromMs: run.fromMs - originMs,
    toMs: toMs - originMs,
    words: words ?? (lane === BOT_NAME ? 'cue' : 'cough'),
    isNoise: words === undefined,
    levels: levelsOf(run).slice(0, cut && cut.wireMs / LEVEL_STEP_MS),
    unsaidMs: answered === undefined || cut === undefined ? 0 : Math.max(0, answerMs(answered) - cut.wireMs),
  };
}

/** The sentences of that person which were spoken in that time; `undefined`: it was no speech. */
function wordsIn(run: HeardRun, lane: string, reviews: readonly TurnReview[]): string | undefined {
  const spoken = reviews
    .flatMap((turn) => turn.spoken)
    .filter(({ line }) => line.speaker === lane)
    .flatMap(({ sentences }) => sentences)
    .filter(
      ({ utterance: { firstPacketMs = 0, lastPacketMs = 0 } }) =>
        run.fromMs < lastPacketMs && run.toMs > firstPacketMs,
    );
  return spoken.length === 0 ? undefined : spoken.map(({ words }) => words).join(' ');
}

function toTurn(turn: TurnReview, originMs: number): TimelineTurn | undefined {
  const { askedMs, toolCall, takenBackMs } = turn.wire;
  const { firstSoundMs } = turn;
  const [first] = turn.spoken;
  const last = turn.spoken.toSorted((one, other) => spokenSpan([one]).toMs - spokenSpan([other]).toMs).at(-1);
  const isWhole = askedMs !== undefined && firstSoundMs !== undefined;
  if (first === undefined || last === undefined || (!isWhole && !turn.scene.unanswered)) return undefined;
  return {
    number: turn.number,
    firstLane: first.line.speaker,
    lane: last.line.speaker,
    shows: turn.scene.shows,
    fromMs: turn.spokenFromMs - originMs,
    spokenToMs: turn.spokenToMs - originMs,
    answer: isWhole
      ? {
          askedMs: askedMs - originMs,
          firstSoundMs: firstSoundMs - originMs,
          tool: turn.scene.tool === 'leave_channel' ? undefined : toolCall?.name,
        }
      : undefined,
    takenBackMs: takenBackMs.map((ms) => ms - originMs),
    interrupts: turn.scene.interruptsAfterMs !== undefined,
  };
}

function toDucking({ heard }: TurnReview, originMs: number): TimelineDucking | undefined {
  const ducking = heard[0]?.ducking;
  if (ducking === undefined) return undefined;
  return { fromMs: ducking.fromMs - originMs, toMs: ducking.toMs + FRAME_MS - originMs, db: ducking.db };
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
    lane: next.spoken[0]?.line.speaker ?? '',
    fromMs: cut.interruptedMs - originMs,
    toMs: last.run.fromMs + last.wireMs - originMs,
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
