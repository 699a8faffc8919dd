import { setTimeout as pause } from 'node:timers/promises';
import type { SpokenUtterance } from '../discord/voice/microphone.ts';
import { actorNamed, type Cast, othersThan } from './cast.ts';
import type { Narrator } from './narrator.ts';
import { type Line, type Scene, spokenText, wordsOf } from './screenplay.ts';

/** One sentence as it was spoken. */
export interface SpokenSentence {
  words: string;
  utterance: SpokenUtterance;
}

/** One line as it was spoken. */
export interface SpokenLine {
  line: Line;
  sentences: SpokenSentence[];
}

/** A breath between two sentences: the microphone falls silent for it, and the turn is not over. */
const BREATH_MS = 120;
/** People who answer each other leave about this much silence. */
const REPLY_PAUSE_MS = 600;

/** Has people say their lines, in order or over each other; resolves when everything was said. */
export async function speakScene(cast: Cast, { lines }: Scene, narrator: Narrator): Promise<SpokenLine[]> {
  const spoken: Promise<SpokenLine>[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.intoMs !== undefined) await pause(line.intoMs);
    else if (index > 0) {
      await Promise.all(spoken);
      await pause(REPLY_PAUSE_MS);
    }
    const speaking = speakLine(cast, line, narrator);
    // Awaited below; a later line must not find it unhandled.
    speaking.catch(() => {});
    spoken.push(speaking);
  }
  return Promise.all(spoken);
}

async function speakLine(cast: Cast, line: Line, narrator: Narrator): Promise<SpokenLine> {
  const { talker } = actorNamed(cast, line.speaker);
  const [listener] = othersThan(cast, line.speaker);
  // What is shown is what somebody else really heard, not what was meant to be said.
  listener?.ears.untilHears(talker.id, { voiced: true }).then(
    ({ atMs }) => narrator.personSpeaks(line.speaker, wordsOf(line), atMs),
    () => {},
  );
  const sentences: SpokenSentence[] = [];
  for (const [index, words] of line.sentences.entries()) {
    if (index > 0) await pause(BREATH_MS);
    sentences.push({ words, utterance: await talker.say(spokenText(words)) });
  }
  return { line, sentences };
}

/** First and last packet of speech in some lines, monotonic. */
export function spokenSpan(lines: readonly SpokenLine[]): { fromMs: number; toMs: number } {
  const utterances = lines.flatMap(({ sentences }) => sentences.map(({ utterance }) => utterance));
  return {
    fromMs: Math.min(...utterances.map(({ firstPacketMs }) => firstPacketMs ?? Number.POSITIVE_INFINITY)),
    toMs: Math.max(...utterances.map(({ lastPacketMs }) => lastPacketMs ?? Number.NEGATIVE_INFINITY)),
  };
}
