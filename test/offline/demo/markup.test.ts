import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkup, wrapText } from '../../../src/offline/demo/markup.ts';

describe('escapeMarkup', () => {
  it('leaves nothing that could open a tag, an entity or end an attribute', () => {
    expect(escapeMarkup(`<b a="x" b='y'>&amp;`)).toBe('&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;');
  });
});

describe('wrapText', () => {
  it('breaks between words', () => {
    expect(wrapText('Good morning, how are you today?', 14, 3)).toEqual([
      'Good morning,',
      'how are you',
      'today?',
    ]);
  });

  it('shows by an ellipsis that there was more', () => {
    expect(wrapText('Once upon a time there was a dragon', 12, 2)).toEqual(['Once upon a', 'time there …']);
    expect(wrapText('Once upon a time there was a dragon', 10, 2)).toEqual(['Once upon', 'a time …']);
  });

  it('never exceeds width or number of lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.nat(40), fc.nat(4), (text, width, lines) => {
        const wrapped = wrapText(text, width, lines);
        expect(wrapped.length).toBeLessThanOrEqual(lines);
        for (const line of wrapped) expect(line.length).toBeLessThanOrEqual(Math.max(1, width));
      }),
    );
  });
});
