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

  it('is one after one letter more, one other letter, or two neighbours swapped', () => {
    fc.assert(
      fc.property(letters, fc.nat(), (word, position) => {
        const characters = [...word];
        const at = position % (characters.length + 1);
        const [here, next] = characters.slice(at);
        expect(editDistance(word, characters.toSpliced(at, 0, 'x').join(''))).toBe(1);
        expect(editDistance(word, characters.toSpliced(at, 1, 'x').join(''))).toBe(1);
        if (here === undefined || next === undefined) return;
        const swapped = characters.toSpliced(at, 2, next, here).join('');
        expect(editDistance(word, swapped)).toBe(here === next ? 0 : 1);
      }),
    );
  });
});
