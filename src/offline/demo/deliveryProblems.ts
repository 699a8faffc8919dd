import { FRAME_MS } from '../../audio/format.ts';
import { wordsOf } from './screenplay.ts';
import type { SpokenLine } from './speakScene.ts';
import type { TurnReview } from './turnReview.ts';
import { joinedBySpeaker } from './wireSpeech.ts';

/** The way in holds back a packet or two of an uneven line; what it never may do is lose a word. */
const LOSS_TOLERANCE_MS = 2 * FRAME_MS;

/** Did what people said reach the model: every line once, whole, in order, under the right name? What did not, in plain words. */
export function deliveryProblems({ spoken, delivered }: TurnReview): string[] {
  const arrived = joinedBySpeaker(delivered);
  const problems: string[] = [];
  for (const [index, one] of spoken.entries()) {
    const { line } = one;
    const speech = arrived[index];
    if (speech === undefined) {
      problems.push(`what ${line.speaker} said did not reach the model`);
      continue;
    }
    if (speech.speaker !== line.speaker)
      problems.push(`what ${line.speaker} said reached the model as ${speech.speaker ?? 'nobody'}'s`);
    if (speech.words !== wordsOf(line))
      problems.push(`the model understood "${speech.words ?? 'nothing'}" instead of "${wordsOf(line)}"`);
    const saidMs = spokenMs(one);
    if (speech.streamedMs < saidMs - LOSS_TOLERANCE_MS)
      problems.push(
        `${Math.round(speech.streamedMs)} of ${saidMs} ms of what ${line.speaker} said were sent`,
      );
  }
  for (const { speaker, words } of arrived.slice(spoken.length))
    problems.push(`the model also remembers "${words ?? 'a sound'}" from ${speaker ?? 'nobody'}`);
  return problems;
}

function spokenMs({ sentences }: SpokenLine): number {
  return sentences.reduce((sum, { utterance }) => sum + utterance.packets * FRAME_MS, 0);
}
