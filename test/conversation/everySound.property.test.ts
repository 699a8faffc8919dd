import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../src/errors.ts';
import type { Person } from '../../src/host/messages.ts';
import { FRAME_MS, localTurnSettings, Stage } from './stage.ts';

/** Each person's frames count up within a range of their own: every frame says whose it is, and which. */
const PEOPLE = [
  { person: { userId: 'mia', displayName: 'Mia', bot: false }, from: 100 },
  { person: { userId: 'thomas', displayName: 'Tom', bot: false }, from: 150 },
  { person: { userId: 'leandra', displayName: 'Lea', bot: false }, from: 200 },
] as const satisfies readonly { person: Person; from: number }[];
const RANGE = 50;
/** Shorter ones are noise, and not delivered. */
const SHORTEST_FRAMES = 12;

const utterances = fc.array(
  fc.record({
    pauseFrames: fc.integer({ min: 0, max: 60 }),
    frames: fc.integer({ min: SHORTEST_FRAMES, max: 80 }),
    endMark: fc.boolean(),
  }),
  { maxLength: 6 },
);

/** One person's packets: the value to send at each beat, or what else happens at it. */
function* beats(list: readonly { pauseFrames: number; frames: number; endMark: boolean }[], from: number) {
  let sent = 0;
  for (const { pauseFrames, frames, endMark } of list) {
    for (let frame = 0; frame < pauseFrames; frame++) yield 'nothing' as const;
    for (let frame = 0; frame < frames; frame++) {
      yield from + (sent % RANGE);
      sent += 1;
    }
    yield endMark ? ('end' as const) : ('nothing' as const);
  }
}

function play(lists: readonly Parameters<typeof beats>[0][], lostAtBeat: number | undefined): Stage {
  const stage = new Stage(
    localTurnSettings({ answerMode: 'push' }),
    PEOPLE.map(({ person }) => person),
  );
  const running = PEOPLE.map(({ person, from }, index) => ({
    userId: person.userId,
    beats: beats(lists[index] ?? [], from),
    over: false,
  }));
  for (let beat = 0; running.some(({ over }) => !over); beat++) {
    stage.clock.advance(FRAME_MS);
    if (beat === lostAtBeat) lose(stage);
    if (beat === (lostAtBeat ?? Number.POSITIVE_INFINITY) + 40) stage.realtime.ready();
    for (const one of running) {
      const next = one.beats.next();
      one.over = next.done === true;
      if (typeof next.value === 'number') stage.packet(one.userId, next.value);
      else if (next.value === 'end') stage.end(one.userId);
    }
  }
  if (lostAtBeat !== undefined) stage.realtime.ready();
  stage.clock.advance(2000);
  return stage;
}

function lose(stage: Stage): void {
  const error = new ParleyError('gone', { code: 'model_session_lost', retryable: true });
  stage.realtime.tell({ type: 'reconnecting', attempt: 1, delayMs: 100, error });
}

function expectedOf(list: Parameters<typeof beats>[0], from: number): number[] {
  return [...beats(list, from)].filter((value) => typeof value === 'number');
}

function deliveredOf(stage: Stage, from: number): number[] {
  return stage.realtime.heard.flatMap(({ frames }) => frames.filter((value) => isOf(value, from)));
}

const isOf = (value: number, from: number): boolean => value >= from && value < from + RANGE;

describe('three people in any overlap', () => {
  it('are delivered once, whole, in order, each under their own name', () => {
    fc.assert(
      fc.property(fc.tuple(utterances, utterances, utterances), (lists) => {
        const stage = play(lists, undefined);
        for (const [index, { from }] of PEOPLE.entries()) {
          expect(deliveredOf(stage, from)).toEqual(expectedOf(lists[index] ?? [], from));
        }
        for (const { note, frames } of stage.realtime.heard) {
          const speaker = PEOPLE.find(({ from }) => isOf(frames[0] ?? 0, from));
          expect(note).toBe(`[${speaker?.person.displayName} is speaking]`);
          expect(frames.every((value) => isOf(value, speaker?.from ?? 0))).toBe(true);
        }
        expect(stage.clock.pending).toBe(0);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('lose nothing to a session that is lost: what it had not taken is told to the next one', () => {
    fc.assert(
      fc.property(
        fc.tuple(utterances, utterances, utterances),
        fc.integer({ min: 0, max: 300 }),
        (lists, beat) => {
          const stage = play(lists, beat);
          for (const [index, { from }] of PEOPLE.entries()) {
            const delivered = deliveredOf(stage, from);
            const expected = expectedOf(lists[index] ?? [], from);
            // An utterance that had just been committed may be told to both sessions.
            expect(delivered.length).toBeGreaterThanOrEqual(expected.length);
            expect(new Set(delivered)).toEqual(new Set(expected));
            expect(delivered.slice(-SHORTEST_FRAMES)).toEqual(expected.slice(-SHORTEST_FRAMES));
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
