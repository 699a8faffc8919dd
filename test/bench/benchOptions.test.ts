import { describe, expect, it } from 'vitest';
import { readBenchOptions } from '../../bench/benchOptions.ts';

const names = ['load', 'idle'];

describe('the command line of the bench', () => {
  it('runs everything, whole, unless told otherwise', () => {
    expect(readBenchOptions([], names)).toEqual({
      quick: false,
      only: [],
      speechFile: undefined,
      conversationCounts: [1, 10, 25],
      profile: false,
      verbose: false,
    });
  });

  it('leaves nothing out in the short form', () => {
    expect(readBenchOptions(['--quick'], names)).toEqual({ ...readBenchOptions([], names), quick: true });
  });

  it('takes several names and numbers', () => {
    const options = readBenchOptions(['--only', 'load,idle', '--conversations', '2,3', '--quick'], names);
    expect(options).toMatchObject({ only: ['load', 'idle'], conversationCounts: [2, 3], quick: true });
  });

  it.each([
    [['--only', 'nothing'], 'load, idle'],
    [['--conversations', '1,none'], '1 to 100'],
    [['--conversations', '0'], '1 to 100'],
    [['--unheard-of'], 'unheard-of'],
  ])('says what is wrong with %j', (args, words) => {
    expect(() => readBenchOptions(args, names)).toThrow(words);
  });
});
