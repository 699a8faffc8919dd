import { msToSamples } from '../../audio/format.ts';
import { PhraseBook } from '../realtime/phraseBook.ts';
import type { Cast } from './cast.ts';
import { followSound } from './followSound.ts';
import { type HeardRun, heardRuns, runPcm, sentMs } from './heardRun.ts';
import type { Performance, PlayedTurn } from './perform.ts';
import { turnProblems } from './turnProblems.ts';
import { CUT_SHORT, type TurnReview } from './turnReview.ts';
import { readWireTurn, type WireTurn } from './wireTurn.ts';

/** Looks back at the whole conversation and compares what was heard with what was said. */
export async function review(cast: Cast, { turns }: Performance): Promise<TurnReview[]> {
  const reviews = turns.map((turn, index) => beginReview(cast, turn, turns[index + 1]));
  const runs = new Map(cast.actors.map(({ name, ears }) => [name, heardRuns(ears.of(cast.world.botId))]));
  const book = answersByEar(reviews);
  for (const one of reviews) {
    for (const { name } of cast.actors) {
      const run = answerRun(runs.get(name) ?? [], one.wire.firstDeltaMs);
      if (run === undefined || one.answer === undefined) continue;
      const pcm = runPcm(run);
      one.heard.push({
        listener: name,
        run,
        words: await book.recognise(pcm),
        match: followSound(one.answer.pcm, pcm),
        wireMs: sentMs(run),
      });
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

function beginReview(cast: Cast, turn: PlayedTurn, next: PlayedTurn | undefined): TurnReview {
  const { events } = cast.world.model.recording;
  const wireOf = ({ fromIndex, toIndex }: PlayedTurn): WireTurn =>
    readWireTurn(events.filter(({ index }) => index > fromIndex && index <= toIndex));
  const { firstPacketMs = 0, lastPacketMs = 0 } = turn.spoken;
  const nextFromMs = next?.spoken.firstPacketMs ?? Number.POSITIVE_INFINITY;
  const nextWire = next?.line.interruptsAfterMs === undefined ? undefined : wireOf(next);
  return {
    number: turn.number,
    line: turn.line,
    spokenFromMs: firstPacketMs,
    spokenToMs: lastPacketMs,
    wire: wireOf(turn),
    answer: cast.mind.said.findLast(({ atMs }) => atMs > firstPacketMs && atMs < nextFromMs),
    cut: nextWire && {
      interruptedMs: nextFromMs,
      noticedMs: nextWire.speechStartedMs,
      toldMs: nextWire.truncatedToMs,
    },
    heard: [],
    firstSoundMs: undefined,
    problems: [],
  };
}

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
