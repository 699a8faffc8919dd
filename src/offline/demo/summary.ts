import type { Terminal } from './terminal.ts';
import { answerMs, type TurnReview } from './turnReview.ts';

/** Tells what was found when heard and sent sound were laid side by side. */
export function summarise(terminal: Terminal, reviews: readonly TurnReview[]): void {
  terminal.line();
  terminal.line(terminal.in('strong', 'What was heard on the wire, against what the model sent'));
  for (const turn of reviews) {
    const mark = turn.problems.length === 0 ? terminal.in('good', 'heard') : terminal.in('bad', 'FAILED');
    terminal.line(`  ${turn.number}  ${mark}  ${turn.answer?.text ?? '(no answer)'}`);
    for (const { listener, match, wireMs } of turn.heard) {
      const share = `${(wireMs / 1000).toFixed(2)} s of ${(answerMs(turn) / 1000).toFixed(2)} s`;
      const alike = `${(match.likeness * 100).toFixed(1)} % alike`;
      terminal.line(terminal.in('quiet', `            ${listener} heard ${share}, ${alike}`));
    }
    const cut = cutSentence(turn);
    if (cut !== undefined) terminal.line(`            ${cut}`);
    for (const problem of turn.problems) terminal.line(terminal.in('bad', `            ${problem}`));
  }
}

/** How an interruption went, in one sentence; `undefined` when there was none. */
export function cutSentence({ cut, heard }: TurnReview): string | undefined {
  if (cut === undefined) return undefined;
  const lastSoundMs = Math.max(...heard.map(({ run }) => run.lastVoicedMs ?? Number.NEGATIVE_INFINITY));
  const wireMs = Math.max(0, ...heard.map((one) => one.wireMs));
  const noticed =
    cut.noticedMs === undefined
      ? 'the model did not notice'
      : `the model noticed after ${Math.round(cut.noticedMs - cut.interruptedMs)} ms`;
  const silent = `silence after ${Math.round(lastSoundMs - cut.interruptedMs)} ms`;
  return `Interrupted: ${noticed}, ${silent}; ${wireMs} ms were heard on the wire, the model was told ${cut.toldMs ?? 'nothing'} ms.`;
}
