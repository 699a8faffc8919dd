import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/host/messages.ts';
import { FRAME_MS, localTurnSettings, Stage } from './stage.ts';

/** Each person's frames count up within a range of their own: every frame says whose it is, and which. */
const PEOPLE = [
  { person: { userId: 'mia', displayName: 'Mia', bot: false }, from: 100 },
  { person: { userId: 'thomas', displayName: 'Tom', bot: false }, from: 180 },
] as const satisfies readonly { person: Person; from: number }[];
const RANGE = 70;
/** Packets that come together after a stall are at most so many. */
const MAX_BURST = 20;
/** Less speech than this by itself is noise, and not delivered. */
const SHORTEST_FRAMES = 12;
/** Stalls of so many frames are shorter than the time after which an end counts as certain (250 ms). */
const SHORT_STALL_FRAMES = 8;

interface Utterance {
  pauseFrames: number;
  frames: number;
  /** The line holds back what is spoken from this frame on, for so long, and lets it all through at once. */
  stall: { atFrame: number; frames: number };
}

/** @param fewestBehind frames behind the beginning of a stall */
const utterances = (longestStall: number, fewestBehind: number) =>
  fc.array(
    fc
      .record({
        pauseFrames: fc.integer({ min: 16, max: 60 }),
        atFrame: fc.integer({ min: SHORTEST_FRAMES, max: 40 }),
        behindFrames: fc.integer({ min: fewestBehind, max: 29 }),
        stallFrames: fc.integer({ min: 0, max: longestStall }),
      })
      .map(({ pauseFrames, atFrame, behindFrames, stallFrames }) => ({
        pauseFrames,
        frames: atFrame + behindFrames,
        stall: { atFrame, frames: stallFrames },
      })),
    { maxLength: 5 },
  );

/** What comes through at each beat: values of packets, `end` for the mark behind an utterance. */
function arrivals(list: readonly Utterance[], from: number): (number | 'end')[][] {
  const beats: (number | 'end')[][] = [];
  let value = 0;
  for (const { pauseFrames, frames, stall } of list) {
    const begin = beats.length + pauseFrames;
    for (let beat = beats.length; beat <= begin + frames + MAX_BURST; beat++) beats.push([]);
    for (let frame = 0; frame <= frames; frame++) {
      const held = frame >= stall.atFrame && frame < stall.atFrame + stall.frames;
      const beat = begin + (held ? stall.atFrame + stall.frames : frame);
      if (frame === frames) beats[beat]?.push('end');
      else {
        beats[beat]?.push(from + (value % RANGE));
        value += 1;
      }
    }
  }
  return beats;
}

function play(lists: readonly (readonly Utterance[])[], stage: Stage, beat: () => void = () => {}): void {
  const lines = PEOPLE.map(({ person, from }, index) => ({
    userId: person.userId,
    beats: arrivals(lists[index] ?? [], from),
  }));
  const length = Math.max(...lines.map(({ beats }) => beats.length));
  for (let at = 0; at < length; at++) {
    stage.clock.advance(FRAME_MS);
    for (const { userId, beats } of lines) {
      for (const what of beats[at] ?? []) {
        if (what === 'end') stage.end(userId);
        else stage.packet(userId, what);
      }
    }
    beat();
  }
}

const isOf = (value: number, from: number): boolean => value >= from && value < from + RANGE;

function expectAllDelivered(stage: Stage, lists: readonly (readonly Utterance[])[]): void {
  for (const [index, { from }] of PEOPLE.entries()) {
    const delivered = stage.realtime.heard.flatMap(({ frames }) =>
      frames.filter((value) => isOf(value, from)),
    );
    const spoken = arrivals(lists[index] ?? [], from).flat();
    expect(delivered).toEqual(spoken.filter((value) => value !== 'end'));
  }
}

const newStage = (answerMode: 'push' | 'always') =>
  new Stage(
    localTurnSettings({ answerMode }),
    PEOPLE.map(({ person }) => person),
  );

describe('lines that stall and then let everything through at once', () => {
  it('lose nothing and tell nothing twice', () => {
    fc.assert(
      fc.property(
        fc.tuple(utterances(MAX_BURST, SHORTEST_FRAMES), utterances(MAX_BURST, SHORTEST_FRAMES)),
        (lists) => {
          const stage = newStage('push');
          play(lists, stage);
          stage.clock.advance(2000);
          expectAllDelivered(stage, lists);
          expect(stage.clock.pending).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('do not let anybody between the parts of a sentence, when the stall is shorter than a certain end', () => {
    fc.assert(
      fc.property(fc.tuple(utterances(SHORT_STALL_FRAMES, 1), utterances(SHORT_STALL_FRAMES, 1)), (lists) => {
        const stage = newStage('push');
        play(lists, stage);
        stage.clock.advance(2000);
        expectAllDelivered(stage, lists);
        // Each time somebody else's words begin, an utterance does.
        const spoken = stage.realtime.heard.flatMap(({ frames }) => frames);
        for (const [index, { from }] of PEOPLE.entries()) {
          let begin = 0;
          const begins = new Set<number>();
          for (const { frames } of lists[index] ?? []) {
            begins.add(begin);
            begin += frames;
          }
          let count = 0;
          for (const [at, value] of spoken.entries()) {
            if (!isOf(value, from)) continue;
            const before = spoken[at - 1];
            if (before === undefined || !isOf(before, from)) expect(begins).toContain(count);
            count += 1;
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
