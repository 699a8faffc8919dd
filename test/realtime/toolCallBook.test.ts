import { describe, expect, it } from 'vitest';
import { MAX_CALLS, ToolCallBook } from '../../src/realtime/toolCallBook.ts';

describe('the book of function calls', () => {
  it('knows each call once and lets it be answered once', () => {
    const book = new ToolCallBook();
    expect(book.begin('a', 'r1')).toBe(true);
    expect(book.begin('a', 'r1')).toBe(false);
    expect(book.answer('a')).toBe(true);
    expect(book.answer('a')).toBe(false);
    expect(book.begin('a', 'r1')).toBe(false);
  });

  it('lets nothing be answered that was not called in this session', () => {
    const book = new ToolCallBook();
    book.begin('a', 'r1');
    book.clear();
    expect(book.answer('a')).toBe(false);
    expect(book.answer('b')).toBe(false);
  });

  it('lets nothing be answered of a response that was discarded', () => {
    const book = new ToolCallBook();
    book.begin('a', 'r1');
    book.begin('b', 'r2');
    book.discard('r1');
    expect(book.answer('a')).toBe(false);
    expect(book.begin('a', 'r1')).toBe(false);
    expect(book.answer('b')).toBe(true);
  });

  it('is bounded, forgetting the oldest', () => {
    const book = new ToolCallBook();
    for (let number = 0; number <= MAX_CALLS; number += 1) book.begin(`call ${number}`, 'r1');
    expect(book.size).toBe(MAX_CALLS);
    expect(book.answer('call 0')).toBe(false);
    expect(book.answer('call 1')).toBe(true);
  });
});
