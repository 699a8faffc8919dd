import { expect, it } from 'vitest';
import { completeness } from '../../../src/offline/realtime/completeness.ts';

it.each([
  ['What time is it?', 'complete'],
  ['I would like to know, um', 'unfinished'],
  ['I think that...', 'unfinished'],
  ['Bread, butter,', 'unfinished'],
  ['I like sand.', 'complete'],
  [undefined, 'unclear'],
])('"%s" is %s', (words, expected) => {
  expect(completeness(words)).toBe(expected);
});
