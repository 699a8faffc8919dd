import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../src/turn/editDistance.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '語', '😀'), maxLength: 12 });

describe('the distance between two words', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['parley', 'parlay', 1],
    ['parley', 'praley', 1],
    ['parley', 'party', 2],
    ['parley', 'harleys', 2],
    ['😀', '😁', 1],
  ])('from "%s" to "%s" is %d', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
  });

  it('is the same both ways, nothing only between equals, and no more than the longer one', () => {
    fc.assert(
      fc.property(letters, letters, (one, other) => {
        const distance = editDistance(one, other);
        expect(editDistance(other, one)).toBe(distance);
        expect(distance === 0).toBe(one === other);
        expect(distance).toBeLessThanOrEqual(Math.max([...one].length, [...other].length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs([...one].length - [...other].length));
      }),
    );
  });

  it('grows by one at most with each letter that is put in', () => {
    fc.assert(
      fc.property(letters, letters, fc.nat(), (one, other, position) => {
        const characters = [...one];
        const longer = characters.toSpliced(position % (characters.length + 1), 0, 'x').join('');
        expect(Math.abs(editDistance(longer, other) - editDistance(one, other))).toBeLessThanOrEqual(1);
      }),
    );
  });
});
