import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person, ToGatewayHalf } from '../../src/host/messages.ts';
import { QueuedModel } from './queuedModel.ts';
import { FRAME_BYTES, FRAME_MS, localTurnSettings, Stage } from './stage.ts';

/** Each person's frames have a value of their own: what was committed says whose it is. */
const PEOPLE = [
  { person: { userId: 'mia', displayName: 'Mia', bot: false }, value: 120 },
  { person: { userId: 'thomas', displayName: 'Tom', bot: false }, value: 160 },
  { person: { userId: 'leandra', displayName: 'Lea', bot: false }, value: 200 },
] as const satisfies readonly { person: Person; value: number }[];

/** Says nothing: news are told in their name. */
const SILENT = 'somebody silent';

type Deed =
  | { deed: 'speak'; who: number[]; frames: number }
  | { deed: 'wait' | 'sound'; frames: number }
  | { deed: 'call'; back: number }
  | { deed: 'create' | 'done' | 'answerCalls' | 'tell' };

const frames = fc.integer({ min: 12, max: 60 });
const who = fc.uniqueArray(fc.integer({ min: 0, max: PEOPLE.length - 1 }), { minLength: 1, maxLength: 2 });
const speak: fc.Arbitrary<Deed> = fc.record({ deed: fc.constant('speak'), who, frames });
const create: fc.Arbitrary<Deed> = fc.constant({ deed: 'create' });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: speak },
  { weight: 3, arbitrary: create },
  { weight: 2, arbitrary: fc.record({ deed: fc.constant('wait'), frames: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ deed: fc.constant('sound'), frames }) },
  { weight: 3, arbitrary: fc.record({ deed: fc.constant('call'), back: fc.constantFrom(0, 0, 0, 1, 2) }) },
  { weight: 1, arbitrary: fc.constantFrom<Deed[]>({ deed: 'done' }, { deed: 'answerCalls' }) },
);
const tell: fc.Arbitrary<Deed> = fc.constant({ deed: 'tell' });

interface Played {
  stage: Stage;
  model: QueuedModel;
  /** In whose name each call was handed on. */
  calls: { responseId: string; userIds: string[] }[];
  /** How often somebody was heard to say no more than "mhm" while the bot had its turn: the model hears that, and nobody is answered. */
  notAnswered: number;
}

function play(deeds: readonly Deed[]): Played {
  let model: QueuedModel | undefined;
  const people = PEOPLE.map(({ person }) => person);
  let now: Stage | undefined;
  const clock = { nowMs: () => now?.clock.nowMs() ?? 0, after, every: after };
  function after(delayMs: number, callback: () => void): () => void {
    if (now === undefined) throw new Error('nothing is timed before the conversation begins');
    return now.clock.after(delayMs, callback);
  }
  const stage = new Stage(localTurnSettings({ answerMode: 'always' }), people, (...made) => {
    model = new QueuedModel(clock, ...made);
    return model;
  });
  now = stage;
  if (model === undefined) throw new Error('the conversation made no model');
  for (const one of deeds) carryOut(one, stage, model);
  // What is held until it is certain that the person has finished is handed on.
  for (let round = 0; round < 4; round++) {
    stage.clock.advance(3000);
    model.create();
    model.call(0);
    model.done();
  }
  const reports = stage.told.filter((message) => message.type === 'report');
  const notAnswered = reports.at(-1)?.report.counters.falseInterruptions ?? 0;
  return { stage, model, calls: callsOf(stage), notAnswered };
}

function carryOut(one: Deed, stage: Stage, model: QueuedModel): void {
  switch (one.deed) {
    case 'speak':
      for (let frame = 0; frame < one.frames; frame++) {
        stage.clock.advance(FRAME_MS);
        for (const index of one.who) stage.packet(personOf(index).person.userId, personOf(index).value);
      }
      for (const index of one.who) stage.end(personOf(index).person.userId);
      return;
    case 'wait':
      stage.clock.advance(one.frames * FRAME_MS);
      return;
    case 'sound':
      model.sound(new Uint8Array(one.frames * FRAME_BYTES).fill(1));
      return;
    case 'call':
      model.call(one.back);
      return;
    case 'answerCalls':
      for (const { callId } of toolCalls(stage)) {
        const result = { callId, output: '{}', respond: true };
        stage.conversation.handle({ type: 'toolResult', conversationId: 'c1', ...result });
      }
      return;
    case 'tell':
      stage.conversation.handle({ type: 'tell', conversationId: 'c1', text: 'News.', userIds: [SILENT] });
      return;
    case 'create':
      model.create();
      return;
    case 'done':
      model.done();
  }
}

function personOf(index: number): (typeof PEOPLE)[number] {
  return PEOPLE[index] ?? PEOPLE[0];
}

function toolCalls(stage: Stage): Extract<ToGatewayHalf, { type: 'toolCall' }>[] {
  return stage.told.filter((message) => message.type === 'toolCall');
}

function callsOf(stage: Stage): Played['calls'] {
  return toolCalls(stage).map(({ callId, userIds }) => ({
    responseId: callId.split('/')[0] ?? '',
    userIds: userIds.toSorted(),
  }));
}

/** Whose words were committed, one commit after the other; `undefined`: the model was made to forget it. */
function committersOf(model: QueuedModel): (string | undefined)[] {
  return model.heard.map(({ frames }, place) => {
    if (model.forgotten.has(place)) return undefined;
    const speaker = PEOPLE.find(({ value }) => frames.includes(value));
    if (speaker === undefined) throw new Error('a commit without anybody’s sound');
    return speaker.person.userId;
  });
}

/** Whose words a response answers: all that was committed before its request, and that no response before it has answered. */
function answeredBy(model: QueuedModel, responseId: string): string[] {
  const committers = committersOf(model);
  let from = 0;
  for (const made of model.responses) {
    if (made.responseId === responseId)
      return [...new Set(committers.slice(from, made.commitsBefore))].filter((one) => one !== undefined);
    if (!made.discarded) from = made.commitsBefore;
  }
  throw new Error(`no response ${responseId}`);
}

describe('a function call, in any order of turns, overlaps, responses and cancellations', () => {
  it('is in the name of everybody whose words its response answers, or of nobody, and never of anybody else', () => {
    let named = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: deed }), { minLength: 4, maxLength: 30 }),
        (deeds) => {
          const { model, calls, notAnswered } = play(deeds);
          if (notAnswered > 0) return;
          for (const { responseId, userIds } of calls) {
            if (userIds.length === 0) continue;
            named += 1;
            expect(userIds).toEqual(expect.arrayContaining(answeredBy(model, responseId)));
            const { commitsBefore = 0 } =
              model.responses.find((made) => made.responseId === responseId) ?? {};
            expect(committersOf(model).slice(0, commitsBefore)).toEqual(expect.arrayContaining(userIds));
          }
        },
      ),
      { numRuns: 600 },
    );
    expect(named).toBeGreaterThan(100);
  }, 60_000);

  it('is never in the name of whom nothing was told for, and of no speaker alone where news were told', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: deed }, { weight: 1, arbitrary: tell }), {
          minLength: 4,
          maxLength: 30,
        }),
        (deeds) => {
          const { model, calls, notAnswered } = play(deeds);
          if (notAnswered > 0) return;
          for (const { responseId, userIds } of calls) {
            if (userIds.length === 0) continue;
            expect(userIds).toEqual(expect.arrayContaining(answeredBy(model, responseId)));
            if (!deeds.some(({ deed }) => deed === 'tell')) expect(userIds).not.toContain(SILENT);
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
