import { describe, expect, it } from 'vitest';
import { SCREENPLAY } from '../../../src/offline/demo/screenplay.ts';
import { turnProblems } from '../../../src/offline/demo/turnProblems.ts';
import type { TurnReview } from '../../../src/offline/demo/turnReview.ts';
import {
  coughedTurn,
  cutTurn,
  deliveredSpeech,
  heardAnswer,
  sampleTurn,
  unansweredTurn,
} from './sampleTurn.ts';

const problemsOf = (turn: TurnReview) => turnProblems(turn, ['Mia', 'Tom']);

function toolTurn(tool: string, called: string, output: string | undefined): TurnReview {
  const scene = SCREENPLAY.find((one) => one.tool === tool);
  if (scene === undefined) throw new Error('no such scene');
  const toolCall = { name: called, arguments: '{}', output, calledMs: 2_600 };
  const asked = tool === 'leave_channel' ? 1 : 2;
  return sampleTurn({ scene: { ...scene, answerHolds: [] } }, { toolCall, asked });
}

describe('turnProblems', () => {
  it('has nothing to say about turns in which all went well', () => {
    for (const turn of [sampleTurn(), cutTurn(), coughedTurn(), unansweredTurn()])
      expect(problemsOf(turn)).toEqual([]);
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

  it('wants one answer, and what was asked for in it', () => {
    expect(problemsOf(sampleTurn({}, { asked: 2 }))).toEqual([
      'the model was asked for 2 responses instead of 1',
    ]);
    const scene = { ...sampleTurn().scene, answerHolds: ['Ben'] };
    expect(problemsOf(sampleTurn({ scene }))).toEqual(['the answer "Good morning!" does not hold "Ben"']);
  });

  it('holds a truncation against the wire and against the sound, to one frame', () => {
    expect(problemsOf(cutTurn({ toldMs: 1_020 }))).toEqual([]);
    expect(problemsOf(cutTurn({ toldMs: 1_040 }))[0]).toMatch(/1000 ms on the wire.*told 1040 ms/);
    expect(problemsOf(cutTurn({ toldMs: undefined }))[0]).toMatch(/was not told/);
    const beyond = { match: { likeness: 0.99, sentUpToMs: 1_060, places: [] } };
    expect(problemsOf(cutTurn({}, beyond))[0]).toMatch(/beyond the 1000/);
  });

  it('wants an answer with a cough in it to get quieter, and louder again', () => {
    expect(problemsOf(coughedTurn({ ducking: undefined }))[0]).toMatch(/^Mia did not hear .* quieter/);
    expect(problemsOf(coughedTurn({ endsLoud: false }))[0]).toMatch(/^Mia did not hear .* louder again/);
  });

  it('wants silence where nobody spoke to the bot', () => {
    expect(problemsOf(unansweredTurn({}, { asked: 1 }))[0]).toMatch(/asked for an answer 1 times/);
    expect(problemsOf(unansweredTurn({}, { takenBackMs: [2_050] }))[0]).toMatch(
      /asked for an answer 1 times/,
    );
    expect(problemsOf(unansweredTurn({ disturbed: ['Ben'] }))[0]).toMatch(/^Ben heard the bot/);
  });

  it('wants the right function with the right outcome', () => {
    const time = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Tokyo',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(performance.timeOrigin + 1_000);
    expect(problemsOf(toolTurn('current_time', 'current_time', JSON.stringify({ data: { time } })))).toEqual(
      [],
    );
    expect(problemsOf(toolTurn('current_time', 'current_time', '{"data":{"time":"99:99"}}'))[0]).toMatch(
      /99:99 is not/,
    );
    expect(problemsOf(toolTurn('current_time', 'current_time', undefined))[0]).toMatch(/nothing is not/);
    expect(problemsOf(toolTurn('current_time', 'who_is_here', '{}'))[0]).toMatch(/did not call current_time/);
    expect(
      problemsOf(toolTurn('who_is_here', 'who_is_here', '{"data":{"names":["Tom","Mia","Ben"]}}')),
    ).toEqual([]);
    expect(
      problemsOf(toolTurn('who_is_here', 'who_is_here', '{"data":{"names":["Tom","Eve","Ben"]}}'))[0],
    ).toMatch(/Tom, Eve/);
    expect(problemsOf(toolTurn('leave_channel', 'leave_channel', undefined))).toEqual([]);
  });
});

describe('what people said', () => {
  const both = unansweredTurn();
  const [tom, ben] = deliveredSpeech(both.scene);
  if (tom === undefined || ben === undefined) throw new Error('two people speak in this scene');
  const deliveryOf = (...delivered: typeof both.delivered) => problemsOf(unansweredTurn({ delivered }));

  it('has to reach the model under the right name, in order, once', () => {
    expect(deliveryOf(ben, tom)[0]).toMatch(/Tom said reached the model as Ben's/);
    expect(deliveryOf(tom)).toEqual(['what Ben said did not reach the model']);
    expect(deliveryOf(tom, ben, { ...tom, words: 'Again.' })).toEqual([
      'the model also remembers "Again." from Tom',
    ]);
  });

  it('has to reach it whole', () => {
    expect(deliveryOf({ ...tom, words: 'Ben' }, ben)[0]).toMatch(/understood "Ben" instead of "Ben, where/);
    expect(deliveryOf({ ...tom, streamedMs: 940 }, ben)).toEqual([
      '940 of 1000 ms of what Tom said were sent',
    ]);
    const half = { ...tom, streamedMs: 500 };
    expect(deliveryOf({ ...half, words: undefined }, half, ben)).toEqual([]);
  });
});
