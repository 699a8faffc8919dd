import { heardRuns } from '../../../src/offline/demo/heardRun.ts';
import { SCREENPLAY } from '../../../src/offline/demo/screenplay.ts';
import type { Cut, HeardAnswer, TurnReview } from '../../../src/offline/demo/turnReview.ts';
import { heardPackets } from './heardPackets.ts';

const ANSWER_FRAMES = 100;

/** What one person heard of a two-second answer. */
export function heardAnswer(listener: HeardAnswer['listener'], rest: Partial<HeardAnswer> = {}): HeardAnswer {
  const [run] = heardRuns(heardPackets(ANSWER_FRAMES, 3_000));
  if (run === undefined) throw new Error('no packets');
  return {
    listener,
    run,
    words: 'Good morning!',
    match: { likeness: 0.99, sentUpToMs: ANSWER_FRAMES * 20 },
    wireMs: ANSWER_FRAMES * 20,
    ...rest,
  };
}

/** A first turn in which everything went well. */
export function sampleTurn(rest: Partial<TurnReview> = {}): TurnReview {
  const [line] = SCREENPLAY;
  if (line === undefined) throw new Error('the screenplay is empty');
  return {
    number: 1,
    line,
    spokenFromMs: 1_000,
    spokenToMs: 2_000,
    wire: {
      speechStartedMs: 1_060,
      knownOverMs: 2_500,
      understood: line.words,
      toolCall: undefined,
      firstDeltaMs: 2_800,
      truncatedToMs: undefined,
    },
    answer: { text: 'Good morning!', pcm: new Int16Array(ANSWER_FRAMES * 480), atMs: 2_550 },
    cut: undefined,
    heard: [heardAnswer('Mia'), heardAnswer('Tom')],
    firstSoundMs: 3_000,
    problems: [],
    ...rest,
  };
}

/** The same answer, cut after a second, of which everybody heard the same. */
export function cutTurn(cut: Partial<Cut> = {}, heard: Partial<HeardAnswer> = {}): TurnReview {
  const part = {
    words: 'the beginning, up to the cut',
    match: { likeness: 0.99, sentUpToMs: 994 },
    wireMs: 1_000,
    ...heard,
  };
  return sampleTurn({
    cut: { interruptedMs: 3_940, noticedMs: 4_000, toldMs: 1_000, ...cut },
    heard: [heardAnswer('Mia', part), heardAnswer('Tom', part)],
  });
}
