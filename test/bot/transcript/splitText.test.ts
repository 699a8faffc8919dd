import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/bot/transcript/safeText.ts';
import { CONTINUED, splitText } from '../../../src/bot/transcript/splitText.ts';

const LIMIT = 40;
const HOSTILE = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '*', '\\', '`', '@', '<', ':', '😀', '\u202e', '\ud83d', 'ä'),
  maxLength: 200,
});

describe('text of people in a message', () => {
  it('shows as it is: no markup, mention, link or line break of it works', () => {
    expect(safeText('@everyone <@1> **b**\n# h `c` [x](https://x.y)')).toBe(
      '\\@everyone \\<\\@1\\> \\*\\*b\\*\\* \\# h \\`c\\` \\[x\\]\\(https\\://x.y\\)',
    );
    expect(safeText('a\u202eb\u200bc')).toBe('a b c');
    expect(safeText('👩‍🚀')).toBe('👩‍🚀');
    expect(safeText('a\ud83d')).toBe('a\ufffd');
  });

  it('is split into pieces that fit, lose nothing, and cut no character and no escape in two', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const safe = safeText(text);
        const pieces = splitText(safe, LIMIT);
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(LIMIT);
          expect(piece).not.toMatch(/[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]/);
          expect((/\\+$/.exec(piece)?.[0].length ?? 0) % 2).toBe(0);
        }
        const whole = pieces.map((piece, index) => (index === 0 ? piece : piece.slice(CONTINUED.length)));
        expect(whole.join('').replaceAll(' ', '')).toBe(safe.replaceAll(' ', ''));
      }),
      { numRuns: 300 },
    );
  });

  it('is cut at a space where one is near', () => {
    expect(splitText('one two three four', 15)).toEqual(['one two three', '… four']);
  });
});
