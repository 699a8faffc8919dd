import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PAGE_CHARACTERS, minutesPages } from '../../src/bot/minutesPages.ts';

const WRITTEN = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '- ', '# ', '**', '*', '\\', '`', '@everyone', '<@1>', '😀', '1. '),
  maxLength: 6000,
});

describe('minutes as messages', () => {
  it('fit, and mention nobody, whatever the model wrote', () => {
    fc.assert(
      fc.property(WRITTEN, (text) => {
        for (const page of minutesPages(text)) {
          expect(page.length).toBeGreaterThan(0);
          expect(page.length).toBeLessThanOrEqual(MAX_PAGE_CHARACTERS);
          expect(page).not.toMatch(/(?<!\\)@|(?<!\\)<|(?<!\\)`/);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keep headings and lists, and end where a model does not', () => {
    expect(minutesPages('# A #\n  - b\n* c\n2) d')).toEqual(['**A**\n  - b\n- c\n2. d']);
    const pages = minutesPages('word '.repeat(50_000));
    expect(pages.length).toBeLessThan(6);
    expect(pages.at(-1)).toMatch(/…$/);
  });
});
