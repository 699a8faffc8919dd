import { describe, expect, it } from 'vitest';
import { SCREENPLAY } from '../../../src/offline/demo/screenplay.ts';
import { turnProblems } from '../../../src/offline/demo/turnProblems.ts';
import type { TurnReview } from '../../../src/offline/demo/turnReview.ts';
import { cutTurn, heardAnswer, sampleTurn } from './sampleTurn.ts';

const problemsOf = (turn: TurnReview) => turnProblems(turn, ['Mia', 'Tom']);

function toolTurn(tool: string, called: string, output: string | undefined): TurnReview {
  const line = SCREENPLAY.find((one) => one.tool === tool);
  if (line === undefined) throw new Error('no such line');
  const sample = sampleTurn();
  const toolCall = { name: called, arguments: '{}', output, calledMs: 2_600 };
  return sampleTurn({ line, wire: { ...sample.wire, understood: line.words, toolCall } });
}

describe('turnProblems', () => {
  it('has nothing to say about a turn that everybody heard', () => {
    expect(problemsOf(sampleTurn())).toEqual([]);
    expect(problemsOf(cutTurn())).toEqual([]);
  });

  it('tells when the model understood something else', () => {
    const sample = sampleTurn();
    const [problem] = problemsOf(sampleTurn({ wire: { ...sample.wire, understood: 'Good evening.' } }));
    expect(problem).toMatch(/understood "Good evening\."/);
  });

  it('tells who heard nothing, the wrong words, the wrong sound, too little', () => {
    const heard = (rest: Parameters<typeof heardAnswer>[1]) =>
      problemsOf(sampleTurn({ heard: [heardAnswer('Mia'), heardAnswer('Tom', rest)] }));
    expect(problemsOf(sampleTurn({ heard: [heardAnswer('Mia')] }))).toEqual(['Tom heard no answer']);
    expect(heard({ words: undefined })[0]).toMatch(/^Tom heard "no words"/);
    expect(heard({ match: { likeness: 0.4, sentUpToMs: 2_000 } })[0]).toMatch(/only 40 % like/);
    expect(heard({ wireMs: 1_900 })[0]).toMatch(/only 1900 of 2000 ms/);
    expect(problemsOf(sampleTurn({ answer: undefined }))).toEqual(['the model said nothing']);
  });

  it('holds a truncation against the wire and against the sound, to one frame', () => {
    expect(problemsOf(cutTurn({ toldMs: 1_020 }))).toEqual([]);
    expect(problemsOf(cutTurn({ toldMs: 1_040 }))[0]).toMatch(/1000 ms on the wire.*told 1040 ms/);
    expect(problemsOf(cutTurn({ toldMs: undefined }))[0]).toMatch(/was not told/);
    expect(problemsOf(cutTurn({}, { match: { likeness: 0.99, sentUpToMs: 1_060 } }))[0]).toMatch(
      /beyond the 1000/,
    );
  });

  it('wants the right function with the right outcome', () => {
    const time = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Tokyo',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(performance.timeOrigin + 1_000);
    expect(problemsOf(toolTurn('current_time', 'current_time', JSON.stringify({ time })))).toEqual([]);
    expect(problemsOf(toolTurn('current_time', 'current_time', '{"time":"99:99"}'))[0]).toMatch(
      /99:99 is not/,
    );
    expect(problemsOf(toolTurn('current_time', 'current_time', undefined))[0]).toMatch(/nothing is not/);
    expect(problemsOf(toolTurn('current_time', 'who_is_here', '{}'))[0]).toMatch(/did not call current_time/);
    expect(problemsOf(toolTurn('who_is_here', 'who_is_here', '{"names":["Tom","Mia"]}'))).toEqual([]);
    expect(problemsOf(toolTurn('who_is_here', 'who_is_here', '{"names":["Tom","Eve"]}'))[0]).toMatch(
      /Tom, Eve/,
    );
    expect(problemsOf(toolTurn('leave_channel', 'leave_channel', undefined))).toEqual([]);
  });
});
