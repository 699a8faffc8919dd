import { heardRuns } from '../../../src/offline/demo/heardRun.ts';
import { type Line, SCREENPLAY, type Scene } from '../../../src/offline/demo/screenplay.ts';
import type { SpokenLine } from '../../../src/offline/demo/speakScene.ts';
import type { Cut, HeardAnswer, TurnReview } from '../../../src/offline/demo/turnReview.ts';
import type { WireSpeech } from '../../../src/offline/demo/wireSpeech.ts';
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
    match: { likeness: 0.99, sentUpToMs: ANSWER_FRAMES * 20, places: [] },
    wireMs: ANSWER_FRAMES * 20,
    ducking: undefined,
    endsLoud: true,
    ...rest,
  };
}

/** Somebody's line as it was spoken, in packets of 20 ms. */
export function spokenLine(line: Line, packets = 50): SpokenLine {
  const utterance = { firstPacketMs: 1_000, lastPacketMs: 2_000, packets, cut: false };
  return { line, sentences: line.sentences.map((words) => ({ words, utterance })) };
}

/** The same line as it reached the model. */
export function delivered(line: Line, rest: Partial<WireSpeech> = {}): WireSpeech {
  const streamedMs = 1_000 * line.sentences.length;
  const words = line.sentences.join(' ');
  return { itemId: 'i', speaker: line.speaker, streamedMs, words, committedMs: 2_020, index: 1, ...rest };
}

/** A turn of that scene in which everything went well. */
export function turnOf(scene: Scene, rest: Partial<TurnReview> = {}): TurnReview {
  return {
    number: 1,
    scene,
    spoken: scene.lines.map((line) => spokenLine(line)),
    spokenFromMs: 1_000,
    spokenToMs: 2_000,
    wire: {
      askedMs: 2_030,
      firstDeltaMs: 2_800,
      asked: 1,
      takenBackMs: [],
      toolCall: undefined,
      truncatedToMs: undefined,
    },
    delivered: scene.lines.map((line) => delivered(line)),
    answer: { text: 'Good morning!', pcm: new Int16Array(ANSWER_FRAMES * 480), atMs: 2_550 },
    cut: undefined,
    coughedMs: undefined,
    heard: [heardAnswer('Mia'), heardAnswer('Tom')],
    firstSoundMs: 3_000,
    disturbed: [],
    problems: [],
    ...rest,
  };
}

/** A first turn in which everything went well. */
export function sampleTurn(rest: Partial<TurnReview> = {}): TurnReview {
  const [scene] = SCREENPLAY;
  if (scene === undefined) throw new Error('the screenplay is empty');
  return turnOf(scene, rest);
}

/** The same answer, cut after a second, of which everybody heard the same. */
export function cutTurn(cut: Partial<Cut> = {}, heard: Partial<HeardAnswer> = {}): TurnReview {
  const part = {
    words: 'the beginning, up to the cut',
    match: { likeness: 0.99, sentUpToMs: 994, places: [] },
    wireMs: 1_000,
    ...heard,
  };
  return sampleTurn({
    cut: { interruptedMs: 3_940, toldMs: 1_000, ...cut },
    heard: [heardAnswer('Mia', part), heardAnswer('Tom', part)],
  });
}
