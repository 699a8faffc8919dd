import { msToSamples } from '../../audio/format.ts';
import { PhraseBook } from '../realtime/phraseBook.ts';
import type { Actor, Cast } from './cast.ts';
import { duckingSince, followLoudness } from './followLoudness.ts';
import { followSound } from './followSound.ts';
import { type HeardRun, heardRuns, runPcm, sentMs } from './heardRun.ts';
import type { Performance, PlayedTurn } from './perform.ts';
import { soundingMs } from './soundingMs.ts';
import { spokenSpan } from './speakScene.ts';
import { turnProblems } from './turnProblems.ts';
import { CUT_SHORT, type HeardAnswer, type TurnReview } from './turnReview.ts';
import { readWireSpeech, type WireSpeech } from './wireSpeech.ts';
import { readWireTurn, type WireTurn } from './wireTurn.ts';

/** Looks back at the whole conversation and compares what was heard with what was said. */
export async function review(cast: Cast, { turns }: Performance): Promise<TurnReview[]> {
  const speeches = readWireSpeech(cast.world.model.recording.events);
  const reviews = turns.map((turn, index) => beginReview(cast, turn, turns[index + 1], speeches));
  const runs = new Map(cast.actors.map(({ name, ears }) => [name, heardRuns(ears.of(cast.world.botId))]));
  const book = answersByEar(reviews);
  for (const one of reviews) {
    for (const actor of cast.actors) {
      const run = answerRun(runs.get(actor.name) ?? [], one.wire.firstDeltaMs);
      if (run === undefined || one.answer === undefined) continue;
      one.heard.push(await heardAnswer(one, actor, run, one.answer.pcm, book));
    }
    const firstSounds = one.heard.map(({ run }) => run.firstVoicedMs).filter((ms) => ms !== undefined);
    if (firstSounds.length === cast.actors.length) one.firstSoundMs = Math.max(...firstSounds);
    one.problems = turnProblems(
      one,
      cast.actors.map(({ name }) => name),
    );
  }
  return reviews;
}

function beginReview(
  cast: Cast,
  turn: PlayedTurn,
  next: PlayedTurn | undefined,
  speeches: readonly WireSpeech[],
): TurnReview {
  const { events } = cast.world.model.recording;
  const wireOf = ({ fromIndex, toIndex }: PlayedTurn): WireTurn =>
    readWireTurn(events.filter(({ index }) => index > fromIndex && index <= toIndex));
  const { fromMs, toMs } = spokenSpan(turn.spoken);
  const nextFromMs = next === undefined ? Number.POSITIVE_INFINITY : spokenSpan(next.spoken).fromMs;
  const isCut = next?.scene.interruptsAfterMs !== undefined;
  return {
    number: turn.number,
    scene: turn.scene,
    spoken: turn.spoken,
    spokenFromMs: fromMs,
    spokenToMs: toMs,
    wire: wireOf(turn),
    delivered: speeches.filter(({ index }) => index > turn.fromIndex && index <= turn.toIndex),
    answer: cast.mind.said.findLast(({ atMs }) => atMs > fromMs && atMs < nextFromMs),
    cut: isCut ? { interruptedMs: nextFromMs, toldMs: wireOf(next).truncatedToMs } : undefined,
    coughedMs: turn.cough?.firstPacketMs,
    heard: [],
    firstSoundMs: undefined,
    disturbed: turn.scene.unanswered
      ? cast.actors.filter((actor) => hearsBot(cast, actor, fromMs, nextFromMs)).map(({ name }) => name)
      : [],
    problems: [],
  };
}

function hearsBot({ world }: Cast, { ears }: Actor, fromMs: number, toMs: number): boolean {
  return ears.of(world.botId).some(({ atMs, voiced }) => voiced && atMs >= fromMs && atMs < toMs);
}

async function heardAnswer(
  turn: TurnReview,
  { name }: Actor,
  run: HeardRun,
  sent: Int16Array,
  book: PhraseBook,
): Promise<HeardAnswer> {
  const received = runPcm(run);
  const isCut = turn.cut !== undefined;
  const wireMs = isCut ? soundingMs(sent, received, followSound(sent, received)) : sentMs(run);
  const pcm = isCut ? received.subarray(0, msToSamples(wireMs)) : received;
  const match = followSound(sent, pcm);
  const loudness = followLoudness(sent, pcm, match, run);
  const sinceMs = turn.coughedMs ?? turn.cut?.interruptedMs;
  return {
    listener: name,
    run,
    words: await book.recognise(pcm),
    match,
    wireMs,
    ducking: sinceMs === undefined ? undefined : duckingSince(loudness, sinceMs),
    endsLoud: (loudness.at(-1)?.db ?? Number.NEGATIVE_INFINITY) > LEAST_END_DB,
  };
}

const LEAST_END_DB = -4;
/** A recogniser that knows everything the model said: the right answer has to be told from all the others. */
function answersByEar(reviews: readonly TurnReview[]): PhraseBook {
  const book = new PhraseBook();
  for (const { answer, cut } of reviews) {
    if (answer === undefined) continue;
    if (cut === undefined) book.add(answer);
    else book.add({ text: CUT_SHORT, pcm: answer.pcm.subarray(0, msToSamples(cut.toldMs ?? 0)) });
  }
  return book;
}

/** The first thing the bot was heard to say once the model had begun its answer. */
function answerRun(runs: readonly HeardRun[], firstDeltaMs: number | undefined): HeardRun | undefined {
  if (firstDeltaMs === undefined) return undefined;
  return runs.find(({ fromMs, firstVoicedMs }) => fromMs >= firstDeltaMs && firstVoicedMs !== undefined);
}
