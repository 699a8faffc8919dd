import { z } from 'zod';
import { FRAME_MS } from '../../audio/format.ts';
import { PEOPLE, type PersonName } from './screenplay.ts';
import { answerMs, CUT_SHORT, type HeardAnswer, type TurnReview } from './turnReview.ts';

/** Opus at Discord's bit rate leaves about 0.95; a wrong word in a sentence costs more than a tenth. */
const LEAST_LIKENESS = 0.8;
/** A truncation is exact when it is right to one frame. */
const TRUNCATION_TOLERANCE_MS = FRAME_MS;

const MINUTE_MS = 60_000;
const timeOutput = z.object({ time: z.string() });
const namesOutput = z.object({ names: z.array(z.string()) });

/** What was not as it has to be in a turn, in plain words; nothing when it was really heard by everybody. */
export function turnProblems(turn: TurnReview, listeners: readonly PersonName[]): string[] {
  const problems: string[] = [];
  const { line, wire } = turn;
  if (wire.understood !== line.words)
    problems.push(`the model understood "${wire.understood ?? 'nothing'}" instead of "${line.words}"`);
  problems.push(...toolProblems(turn));
  if (turn.answer === undefined) return [...problems, 'the model said nothing'];
  for (const listener of listeners) {
    const heard = turn.heard.find((one) => one.listener === listener);
    if (heard === undefined) problems.push(`${listener} heard no answer`);
    else problems.push(...hearingProblems(turn, heard).map((problem) => `${listener} ${problem}`));
  }
  return problems;
}

function hearingProblems(turn: TurnReview, heard: HeardAnswer): string[] {
  const problems: string[] = [];
  const expected = turn.cut === undefined ? (turn.answer?.text ?? '') : CUT_SHORT;
  if (heard.words !== expected)
    problems.push(`heard "${heard.words ?? 'no words'}" instead of "${expected}"`);
  if (heard.match.likeness < LEAST_LIKENESS)
    problems.push(`heard sound that is only ${Math.round(heard.match.likeness * 100)} % like what was sent`);
  if (turn.cut === undefined) {
    if (heard.wireMs < answerMs(turn) - FRAME_MS)
      problems.push(
        `heard only ${Math.round(heard.wireMs)} of ${Math.round(answerMs(turn))} ms of the answer`,
      );
    return problems;
  }
  const { toldMs } = turn.cut;
  if (toldMs === undefined) return [...problems, 'interrupted, but the model was not told what was heard'];
  if (Math.abs(toldMs - heard.wireMs) > TRUNCATION_TOLERANCE_MS)
    problems.push(`heard ${heard.wireMs} ms on the wire, but the model was told ${toldMs} ms`);
  if (heard.match.sentUpToMs > toldMs + TRUNCATION_TOLERANCE_MS)
    problems.push(
      `heard the answer up to ${Math.round(heard.match.sentUpToMs)} ms, beyond the ${toldMs} ms told`,
    );
  return problems;
}

function toolProblems({ line, wire, spokenFromMs }: TurnReview): string[] {
  if (line.tool === undefined) return [];
  const { toolCall } = wire;
  if (toolCall?.name !== line.tool) return [`the model did not call ${line.tool}`];
  if (line.tool === 'leave_channel') return [];
  const output = parseJson(toolCall.output ?? '');
  if (line.tool === 'current_time') {
    const time = timeOutput.safeParse(output).data?.time;
    // Started in one minute, answered in the next: both are right.
    const saidAtMs = performance.timeOrigin + spokenFromMs;
    const right = [saidAtMs, saidAtMs + MINUTE_MS].map(timeInTokyo);
    return time !== undefined && right.includes(time)
      ? []
      : [`${time ?? 'nothing'} is not the time in Tokyo`];
  }
  const names = namesOutput.safeParse(output).data?.names ?? [];
  const missing = PEOPLE.filter(({ name }) => !names.includes(name));
  return missing.length === 0 && names.length === PEOPLE.length
    ? []
    : [`"${names.join(', ')}" is not who is here`];
}

function timeInTokyo(ms: number): string {
  const tokyo = { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', tokyo).format(new Date(ms));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
