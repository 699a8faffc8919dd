import { describe, expect, it } from 'vitest';
import { SCREENPLAY, type Scene } from '../../../src/offline/demo/screenplay.ts';
import { turnProblems } from '../../../src/offline/demo/turnProblems.ts';
import type { TurnReview } from '../../../src/offline/demo/turnReview.ts';
import { cutTurn, delivered, heardAnswer, sampleTurn, turnOf } from './sampleTurn.ts';

const problemsOf = (turn: TurnReview) => turnProblems(turn, ['Mia', 'Tom']);

function sceneWith(tool: string): Scene {
  const scene = SCREENPLAY.find((one) => one.tool === tool);
  if (scene === undefined) throw new Error('no such scene');
  return { ...scene, answerHolds: [] };
}

function toolTurn(tool: string, called: string, output: string | undefined): TurnReview {
  const toolCall = { name: called, arguments: '{}', output, calledMs: 2_600 };
  const asked = tool === 'leave_channel' ? 1 : 2;
  return turnOf(sceneWith(tool), { wire: { ...sampleTurn().wire, asked, toolCall } });
}

describe('turnProblems', () => {
  it('has nothing to say about a turn that everybody heard', () => {
    expect(problemsOf(sampleTurn())).toEqual([]);
    expect(problemsOf(cutTurn())).toEqual([]);
  });

  it('tells when something else, too little or somebody else reached the model', () => {
    const turn = sampleTurn();
    const [line] = turn.scene.lines;
    if (line === undefined) throw new Error('nobody speaks');
    const problemOf = (rest: Parameters<typeof delivered>[1]) =>
      problemsOf({ ...turn, delivered: [delivered(line, rest)] })[0];
    expect(problemOf({ words: 'Good evening.' })).toMatch(/understood "Good evening\."/);
    expect(problemOf({ speaker: 'Tom' })).toMatch(/reached the model as Tom's/);
    expect(problemOf({ streamedMs: 900 })).toMatch(/900 of 1000 ms/);
    expect(problemsOf({ ...turn, delivered: [] })[0]).toMatch(/did not reach the model/);
    expect(
      problemsOf({ ...turn, delivered: [delivered(line), delivered(line, { speaker: 'Tom' })] })[0],
    ).toMatch(/also remembers/);
  });

  it('wants silence where nobody called the bot', () => {
    const scene = SCREENPLAY.find((one) => one.unanswered);
    if (scene === undefined) throw new Error('no such scene');
    const silent = turnOf(scene, { wire: { ...sampleTurn().wire, asked: 0 }, answer: undefined, heard: [] });
    expect(problemsOf(silent)).toEqual([]);
    expect(problemsOf({ ...silent, disturbed: ['Ben'] })[0]).toMatch(/Ben heard the bot/);
    expect(problemsOf({ ...silent, wire: sampleTurn().wire })[0]).toMatch(/asked for an answer 1 times/);
  });

  it('wants the answer to go on behind a cough', () => {
    const ducking = { fromMs: 3_500, toMs: 3_900, db: -12 };
    const coughed = (rest: Parameters<typeof heardAnswer>[1]) =>
      problemsOf(
        sampleTurn({ coughedMs: 3_450, heard: [heardAnswer('Mia', { ducking }), heardAnswer('Tom', rest)] }),
      );
    expect(coughed({ ducking })).toEqual([]);
    expect(coughed({})[0]).toMatch(/did not hear the answer get quieter/);
    expect(coughed({ ducking, endsLoud: false })[0]).toMatch(/louder again/);
  });

  it('tells who heard nothing, the wrong words, the wrong sound, too little', () => {
    const heard = (rest: Parameters<typeof heardAnswer>[1]) =>
      problemsOf(sampleTurn({ heard: [heardAnswer('Mia'), heardAnswer('Tom', rest)] }));
    expect(problemsOf(sampleTurn({ heard: [heardAnswer('Mia')] }))).toEqual(['Tom heard no answer']);
    expect(heard({ words: undefined })[0]).toMatch(/^Tom heard "no words"/);
    expect(heard({ match: { likeness: 0.4, sentUpToMs: 2_000, places: [] } })[0]).toMatch(/only 40 % like/);
    expect(heard({ wireMs: 1_900 })[0]).toMatch(/only 1900 of 2000 ms/);
    expect(problemsOf(sampleTurn({ answer: undefined }))).toEqual(['the model said nothing']);
  });

  it('holds a truncation against the wire and against the sound, to one frame', () => {
    expect(problemsOf(cutTurn({ toldMs: 1_020 }))).toEqual([]);
    expect(problemsOf(cutTurn({ toldMs: 1_040 }))[0]).toMatch(/1000 ms on the wire.*told 1040 ms/);
    expect(problemsOf(cutTurn({ toldMs: undefined }))[0]).toMatch(/was not told/);
    expect(problemsOf(cutTurn({}, { match: { likeness: 0.99, sentUpToMs: 1_060, places: [] } }))[0]).toMatch(
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
    expect(problemsOf(toolTurn('who_is_here', 'who_is_here', '{"names":["Tom","Mia","Ben"]}'))).toEqual([]);
    expect(problemsOf(toolTurn('who_is_here', 'who_is_here', '{"names":["Tom","Eve"]}'))[0]).toMatch(
      /Tom, Eve/,
    );
    expect(problemsOf(toolTurn('leave_channel', 'leave_channel', undefined))).toEqual([]);
  });
});
