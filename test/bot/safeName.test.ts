import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeName } from '../../src/bot/safeName.ts';

describe('safeName', () => {
  it.each([
    ['Ada', 'Ada'],
    ['Zoë the 3rd', 'Zoë the 3rd'],
    ['@everyone', '\\@everyone'],
    ['<@123>', '\\<\\@123\\>'],
    ['**loud**', '\\*\\*loud\\*\\*'],
    ['[free](https://e.vil)', '\\[free\\]\\(https\\://e.vil\\)'],
    ['two\nlines', 'two lines'],
    ['a\u202eb', 'a b'],
    ['\u200b', 'somebody'],
    ['', 'somebody'],
  ])('shows %j as %j', (name, shown) => {
    expect(safeName(name)).toBe(shown);
  });

  it('stays short, in one line, and splits no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const shown = safeName(name);
        expect(shown).not.toMatch(/[\r\n\u2028\u2029]/);
        expect([...shown.replaceAll(/\\(.)/gu, '$1')].length).toBeLessThanOrEqual(32);
        expect(shown).not.toMatch(/(^|[^\\])[@<[`]/);
      }),
    );
    // Half a character cannot be encoded.
    expect(() => encodeURIComponent(safeName('👩‍🚀'.repeat(40)))).not.toThrow();
  });
});
