import { heardRuns } from '../../../src/offline/demo/heardRun.ts';
import { SCREENPLAY, type Scene } from '../../../src/offline/demo/screenplay.ts';
import type { SpokenLine } from '../../../src/offline/demo/speakScene.ts';
import type { Cut, HeardAnswer, TurnReview } from '../../../src/offline/demo/turnReview.ts';
import type { WireSpeech } from '../../../src/offline/demo/wireSpeech.ts';
import type { WireTurn } from '../../../src/offline/demo/wireTurn.ts';
import { heardPackets } from './heardPackets.ts';

const ANSWER_FRAMES = 100;
const SENTENCE_PACKETS = 50;
const SENTENCE_MS = SENTENCE_PACKETS * 20;

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

/** All of a scene, said without haste. */
function spokenLines({ lines }: Scene): SpokenLine[] {
  return lines.map((line) => ({
    line,
    sentences: line.sentences.map((words) => ({
      words,
      utterance: { firstPacketMs: 1_000, lastPacketMs: 2_000, packets: SENTENCE_PACKETS, cut: false },
    })),
  }));
}

/** All of a scene, as it reached the model: an item for each sentence. */
export function deliveredSpeech({ lines }: Scene): WireSpeech[] {
  return lines.flatMap(({ speaker, sentences }, line) =>
    sentences.map((words, index) => ({
      itemId: `${line}-${index}`,
      speaker,
      streamedMs: SENTENCE_MS,
      words,
      committedMs: 2_020,
      index: line,
    })),
  );
}

/** A turn of the screenplay in which everything went well, the first one unless said otherwise. */
export function sampleTurn(rest: Partial<TurnReview> = {}, wire: Partial<WireTurn> = {}): TurnReview {
  const [first] = SCREENPLAY;
  if (first === undefined) throw new Error('the screenplay is empty');
  const scene = rest.scene ?? first;
  return {
    number: 1,
    scene,
    spoken: spokenLines(scene),
    spokenFromMs: 1_000,
    spokenToMs: 2_000,
    wire: {
      askedMs: 2_050,
      firstDeltaMs: 2_800,
      asked: 1,
      takenBackMs: [],
      toolCall: undefined,
      truncatedToMs: undefined,
      ...wire,
    },
    delivered: deliveredSpeech(scene),
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

/** Two people speak to each other. */
export function unansweredTurn(rest: Partial<TurnReview> = {}, wire: Partial<WireTurn> = {}): TurnReview {
  const scene = SCREENPLAY.find(({ unanswered }) => unanswered);
  if (scene === undefined) throw new Error('everything is answered');
  const silent = { answer: undefined, heard: [], firstSoundMs: undefined };
  return sampleTurn(
    { scene, ...silent, ...rest },
    { askedMs: undefined, firstDeltaMs: undefined, asked: 0, ...wire },
  );
}

/** The same answer, cut after a second, of which everybody heard the same. */
export function cutTurn(cut: Partial<Cut> = {}, heard: Partial<HeardAnswer> = {}): TurnReview {
  const part = {
    words: 'the beginning, up to the cut',
    match: { likeness: 0.99, sentUpToMs: 994, places: [] },
    wireMs: 1_000,
    ducking: { fromMs: 4_000, toMs: 4_180, db: -12.2 },
    ...heard,
  };
  return sampleTurn({
    cut: { interruptedMs: 3_940, toldMs: 1_000, ...cut },
    heard: [heardAnswer('Mia', part), heardAnswer('Tom', part)],
  });
}

/** The same answer, whole, with a cough in it. */
export function coughedTurn(heard: Partial<HeardAnswer> = {}): TurnReview {
  const scene = SCREENPLAY.find(({ cough }) => cough !== undefined);
  if (scene === undefined) throw new Error('nobody coughs');
  const text = 'Ben left it on the kitchen table. Chess is for two people.';
  const part = { words: text, ducking: { fromMs: 3_560, toMs: 3_880, db: -12 }, ...heard };
  return sampleTurn({
    scene,
    coughedMs: 3_500,
    answer: { text, pcm: new Int16Array(ANSWER_FRAMES * 480), atMs: 2_550 },
    heard: [heardAnswer('Mia', part), heardAnswer('Tom', part)],
  });
}
