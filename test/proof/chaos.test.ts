import { describe, expect, it } from 'vitest';
import { AnswerTones, toneOf } from '../../proof/chaos/answerTones.ts';
import { readChaosOptions } from '../../proof/chaos/chaosOptions.ts';
import { allFaults, shuffled } from '../../proof/chaos/faultDeck.ts';
import { growth } from '../../proof/chaos/processUsage.ts';
import type { Trial } from '../../proof/chaos/trial.ts';
import { survived, trialTable } from '../../proof/chaos/trialTable.ts';
import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { seededRandom } from '../../src/offline/discord/voice/seededRandom.ts';
import { sine, whiteNoise } from '../../src/offline/speech/soundSource.ts';

describe('the command line of the chaos run', () => {
  it('takes seed and minutes, and draws a seed where none is given', () => {
    expect(readChaosOptions(['--seed', '7', '--minutes', '0.5'])).toMatchObject({ seed: 7, minutes: 0.5 });
    expect(readChaosOptions([], () => 0.5)).toMatchObject({ seed: 2 ** 30, minutes: 2, each: false });
    expect(readChaosOptions(['--vad', 'server'])).toMatchObject({ vad: 'server' });
  });

  it.each([
    ['--seed', 'x'],
    ['--minutes', '0'],
    ['--minutes', 'long'],
    ['--vad', 'mine'],
  ])('refuses %s %s', (...args) => {
    expect(() => readChaosOptions(args)).toThrow(args[0]);
  });
});

describe('the deck of faults', () => {
  it('gives every fault once before any comes again, in an order that the seed decides', () => {
    const faults = allFaults();
    const deal = (seed: number) => {
      const deck = shuffled(faults, seededRandom(seed));
      return faults.map(() => deck.next().value?.name);
    };
    expect(new Set(deal(1))).toEqual(new Set(faults.map(({ name }) => name)));
    expect(deal(1)).toEqual(deal(1));
    expect(deal(1)).not.toEqual(deal(2));
  });

  it('holds the faults of both sides, each under a name of its own', () => {
    const names = allFaults().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['gateway cut', 'model half open']));
  });
});

describe('an answer that is a tone', () => {
  const packet = (frame: Int16Array, atMs: number) => ({
    userId: 'bot',
    atMs,
    ssrc: 1,
    sequence: 0,
    timestamp: 0,
    silence: false,
    voiced: true,
    rmsDbfs: -20,
    frame,
  });
  /** A frame from the middle of the answer's sound. */
  const frameOf = (answer: ReturnType<AnswerTones['think']>) => {
    const [part] = answer.parts;
    if (part?.type !== 'speech' || part.pcm === undefined) throw new Error('the answer is no sound');
    return part.pcm.slice(FRAME_SAMPLES, 2 * FRAME_SAMPLES);
  };

  it('is told from other answers, from noise and from chords', () => {
    const tones = new AnswerTones();
    const answers = [tones.think(), tones.think(), tones.think()].map(frameOf);
    expect(answers.map(toneOf)).toEqual([0, 1, 2]);
    expect(toneOf(whiteNoise(20, 0.3))).toBeUndefined();
    const chord = sine(600, 20).map((sample, index) => sample + (sine(900, 20)[index] ?? 0));
    expect(toneOf(chord)).toBeUndefined();
  });

  it('is counted by who heard it, from a moment on, unless it was too short to be heard', () => {
    const tones = new AnswerTones();
    const frames = Array.from({ length: 20 }, () => frameOf(tones.think()));
    const heard = [...Array(10).fill(19), ...Array(8).fill(18), ...Array(4).fill(17)].map((answer, index) =>
      packet(frames[Number(answer)] ?? new Int16Array(FRAME_SAMPLES), index),
    );
    expect(tones.heardSince(heard, 0, 0)).toEqual(
      new Map([
        [19, 200],
        [18, 160],
      ]),
    );
    expect(tones.heardSince(heard, 2, 19)).toEqual(new Map([[19, 160]]));
  });
});

describe('what a process holds', () => {
  const samples = (sockets: number[], memoryMb: number[]) =>
    sockets.map((count, index) => ({ sockets: count, memoryMb: memoryMb[index] ?? 100 }));

  it('is flat when it goes up and down', () => {
    expect(growth(samples([7, 9, 6, 8, 7, 9], [100, 130, 90, 110, 120, 100]))).toEqual([]);
  });

  it('grows when the last third holds more than the first', () => {
    expect(growth(samples([7, 7, 9, 12, 14, 16], [100, 100, 150, 200, 250, 300]))).toEqual([
      'open sockets grew from 7 to 16',
      'memory grew from 100 to 300 MB',
    ]);
  });
});

describe('the table of trials', () => {
  it('has a line for each fault: how often tried and survived, the median time, what was said again', () => {
    const [fault] = allFaults('model half open');
    if (fault === undefined) throw new Error('there is no such fault');
    const trial = (over: Partial<Trial>): Trial => ({
      fault,
      phase: 'quiet',
      recoveredMs: 1000,
      saidAgain: 0,
      problems: [],
      ...over,
    });
    const trials = [
      trial({}),
      trial({ recoveredMs: 3000, saidAgain: 2 }),
      trial({ recoveredMs: 2000, problems: ['2 answers'] }),
      trial({ recoveredMs: undefined }),
    ];
    expect(trials.map(survived)).toEqual([true, true, false, false]);
    expect(trialTable(trials).split('\n').at(-1)).toMatch(/^model half open +4 +2 +2\.0 s +2$/);
  });
});
