import { expect, it } from 'vitest';
import { spokenDuration } from '../../src/bot/spokenDuration.ts';

it.each([
  [0, '0 s'],
  [41_600, '42 s'],
  [59_499, '59 s'],
  [59_500, '1 min 0 s'],
  [185_000, '3 min 5 s'],
  [3_600_000, '1 h 0 min'],
  [90_000_000, '25 h 0 min'],
])('says %i ms as %s', (ms, said) => {
  expect(spokenDuration(ms)).toBe(said);
});
