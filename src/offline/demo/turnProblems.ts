import { FRAME_MS } from '../../audio/format.ts';
import { deliveryProblems } from './deliveryProblems.ts';
import type { PersonName } from './screenplay.ts';
import { toolProblems } from './toolProblems.ts';
import { answerMs, CUT_SHORT, type HeardAnswer, type TurnReview } from './turnReview.ts';

/** Opus at Discord's bit rate leaves about 0.95; a wrong word in a sentence costs more than a tenth. */
const LEAST_LIKENESS = 0.8;
/** A truncation is exact when it is right to one frame. */
const TRUNCATION_TOLERANCE_MS = FRAME_MS;

/** What was not as it has to be in a turn, in plain words; nothing when all went well and everybody really heard the answer. */
export function turnProblems(turn: TurnReview, listeners: readonly PersonName[]): string[] {
  const problems = deliveryProblems(turn);
  if (turn.scene.unanswered) return [...problems, ...silenceProblems(turn)];
  problems.push(...toolProblems(turn));
  if (turn.answer === undefined) return [...problems, 'the model said nothing'];
  problems.push(...answerProblems(turn, turn.answer.text));
  for (const listener of listeners) {
    const heard = turn.heard.find((one) => one.listener === listener);
    if (heard === undefined) problems.push(`${listener} heard no answer`);
    else problems.push(...hearingProblems(turn, heard).map((problem) => `${listener} ${problem}`));
  }
  return problems;
}

/** Nobody had called the bot. */
function silenceProblems({ wire, disturbed }: TurnReview): string[] {
  const asked = wire.asked + wire.takenBackMs.length;
  return [
    ...(asked === 0 ? [] : [`the model was asked for an answer ${asked} times, though nobody spoke to it`]),
    ...disturbed.map((name) => `${name} heard the bot, though nobody spoke to it`),
  ];
}

function answerProblems({ scene, wire }: TurnReview, text: string): string[] {
  const problems = (scene.answerHolds ?? [])
    .filter((words) => !text.includes(words))
    .map((words) => `the answer "${text}" does not hold "${words}"`);
  // Behind a function call that is spoken about comes a second response.
  const responses = scene.tool === undefined || scene.tool === 'leave_channel' ? 1 : 2;
  if (wire.asked !== responses)
    problems.push(`the model was asked for ${wire.asked} responses instead of ${responses}`);
  return problems;
}

function hearingProblems(turn: TurnReview, heard: HeardAnswer): string[] {
  const problems: string[] = [];
  const expected = turn.cut === undefined ? (turn.answer?.text ?? '') : CUT_SHORT;
  if (heard.words !== expected)
    problems.push(`heard "${heard.words ?? 'no words'}" instead of "${expected}"`);
  if (heard.match.likeness < LEAST_LIKENESS)
    problems.push(`heard sound that is only ${Math.round(heard.match.likeness * 100)} % like what was sent`);
  return [
    ...problems,
    ...(turn.cut === undefined ? wholeProblems(turn, heard) : cutProblems(turn.cut, heard)),
  ];
}

function wholeProblems(turn: TurnReview, heard: HeardAnswer): string[] {
  const problems: string[] = [];
  const wholeMs = answerMs(turn);
  if (heard.wireMs < wholeMs - FRAME_MS)
    problems.push(`heard only ${Math.round(heard.wireMs)} of ${Math.round(wholeMs)} ms of the answer`);
  if (turn.coughedMs === undefined) return problems;
  if (heard.ducking === undefined) problems.push('did not hear the answer get quieter behind the cough');
  if (!heard.endsLoud) problems.push('did not hear the answer get louder again behind the cough');
  return problems;
}

function cutProblems({ toldMs }: NonNullable<TurnReview['cut']>, heard: HeardAnswer): string[] {
  if (toldMs === undefined) return ['interrupted, but the model was not told what was heard'];
  const problems: string[] = [];
  if (Math.abs(toldMs - heard.wireMs) > TRUNCATION_TOLERANCE_MS)
    problems.push(`heard ${heard.wireMs} ms on the wire, but the model was told ${toldMs} ms`);
  if (heard.match.sentUpToMs > toldMs + TRUNCATION_TOLERANCE_MS)
    problems.push(
      `heard the answer up to ${Math.round(heard.match.sentUpToMs)} ms, beyond the ${toldMs} ms told`,
    );
  return problems;
}
