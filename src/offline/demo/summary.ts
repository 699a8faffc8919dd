import type { Terminal } from './terminal.ts';
import { answerMs, type TurnReview } from './turnReview.ts';
import { turnRemarks, turnTimes } from './turnTimes.ts';

const COLUMNS = ['asked', 'model', 'heard', 'in all'] as const;
const COLUMN_WIDTH = 9;
const MARGIN = ' '.repeat(5);

/** Tells what each turn took, and what was found when heard and sent sound were laid side by side. */
export function summarise(terminal: Terminal, reviews: readonly TurnReview[]): void {
  terminal.line();
  terminal.line(terminal.in('strong', 'What each turn took, in milliseconds from the last spoken packet'));
  terminal.line(
    terminal.in(
      'quiet',
      '  asked: Parley asked for the answer; model: its first sound came; heard: everybody heard it.',
    ),
  );
  terminal.line(terminal.in('quiet', `  turn${cells(COLUMNS)}`));
  for (const turn of reviews) terminal.line(`  ${String(turn.number).padStart(4)}${timesOf(turn)}`);
  terminal.line();
  terminal.line(terminal.in('strong', 'What was heard on the wire, against what the model sent'));
  for (const turn of reviews) tellHeard(terminal, turn);
}

function timesOf(turn: TurnReview): string {
  const times = turnTimes(turn);
  if (times === undefined) return turn.scene.unanswered ? '   not asked: people talk to each other' : '';
  const { askedMs, firstDeltaMs, firstSoundMs, inAllMs } = times;
  return cells([askedMs, firstDeltaMs, firstSoundMs, inAllMs].map((ms) => String(Math.round(ms))));
}

function cells(texts: readonly string[]): string {
  return texts.map((text) => text.padStart(COLUMN_WIDTH)).join('');
}

function tellHeard(terminal: Terminal, turn: TurnReview): void {
  const isGood = turn.problems.length === 0;
  const mark = isGood
    ? terminal.in('good', turn.scene.unanswered ? 'silent' : 'heard ')
    : terminal.in('bad', 'FAILED');
  const words = turn.scene.unanswered ? '(nothing, as it has to be)' : (turn.answer?.text ?? '(no answer)');
  terminal.line(`  ${turn.number}  ${mark}  ${words}`);
  const heard = heardSentence(turn);
  if (heard !== undefined) terminal.line(terminal.in('quiet', `${MARGIN}${heard}`));
  for (const remark of turnRemarks(turn)) terminal.line(terminal.in('quiet', `${MARGIN}${remark}`));
  for (const problem of turn.problems) terminal.line(terminal.in('bad', `${MARGIN}${problem}`));
}

/** Who heard how much, and how like it was; `undefined` when nobody did. */
function heardSentence(turn: TurnReview): string | undefined {
  if (turn.heard.length === 0) return undefined;
  const names = turn.heard.map(({ listener }) => listener);
  const leastMs = Math.min(...turn.heard.map(({ wireMs }) => wireMs));
  const leastAlike = Math.min(...turn.heard.map(({ match }) => match.likeness));
  const share = `${(leastMs / 1000).toFixed(2)} s of ${(answerMs(turn) / 1000).toFixed(2)} s`;
  return `${names.join(', ')} heard ${share}, at least ${(leastAlike * 100).toFixed(1)} % alike.`;
}
