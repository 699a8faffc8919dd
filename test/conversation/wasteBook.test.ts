import { describe, expect, it } from 'vitest';
import { WasteBook } from '../../src/conversation/wasteBook.ts';

const USAGE = {
  inputTextTokens: 10,
  inputAudioTokens: 20,
  cachedTextTokens: 5,
  cachedAudioTokens: 5,
  outputTextTokens: 3,
  outputAudioTokens: 4,
};
const TOKENS = 37;

describe('what was paid for responses that nobody heard', () => {
  it('is counted when they end after they were given up', () => {
    const book = new WasteBook();
    book.givenUp('r1');
    expect(book.counters).toEqual({ wastedResponses: 1, wastedTokens: 0 });
    book.ended('r1', USAGE, true);
    expect(book.counters).toEqual({ wastedResponses: 1, wastedTokens: TOKENS });
  });

  it('is counted when they had ended before', () => {
    const book = new WasteBook();
    book.ended('r1', USAGE, false);
    book.givenUp('r1');
    expect(book.counters).toEqual({ wastedResponses: 1, wastedTokens: TOKENS });
  });

  it('is counted when they were given up before they had an id', () => {
    const book = new WasteBook();
    book.givenUp(undefined);
    book.ended('r1', USAGE, true);
    expect(book.counters).toEqual({ wastedResponses: 1, wastedTokens: TOKENS });
  });

  it('is nothing for the others', () => {
    const book = new WasteBook();
    book.ended('r1', USAGE, false);
    book.givenUp('r2');
    book.ended('r2', undefined, true);
    expect(book.counters).toEqual({ wastedResponses: 1, wastedTokens: 0 });
  });
});
