import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_ITEMS, MAX_RESPONSES, ResponseBook } from '../../src/realtime/responseBook.ts';

let deleted: string[];
let book: ResponseBook;

beforeEach(() => {
  deleted = [];
  book = new ResponseBook((itemId) => deleted.push(itemId));
});

describe('the book of responses', () => {
  it('deletes the items of a discarded one when it has ended, and late ones at once, each once', () => {
    book.created('r1', false);
    book.added('r1', 'a');
    book.added('r1', 'a');
    expect(book.discard('r1')).toEqual(new Set(['a']));
    book.added('r1', 'b');
    expect(deleted).toEqual([]);
    expect(book.ended('r1')).toBe(true);
    expect(deleted).toEqual(['a', 'b']);
    book.added('r1', 'c');
    book.discard('r1');
    expect(book.ended('r1')).toBe(false);
    expect(deleted).toEqual(['a', 'b', 'c']);
  });

  it('deletes at once what is discarded after its end', () => {
    book.created('r1', false);
    book.added('r1', 'a');
    book.ended('r1');
    expect(deleted).toEqual([]);
    book.discard('r1');
    expect(deleted).toEqual(['a']);
    expect(book.ended('r1')).toBe(false);
  });

  it('leaves the items of all others alone', () => {
    book.created('r1', false);
    book.added('r1', 'a');
    book.ended('r1');
    book.created('r2', true);
    expect(book.isDiscarded('r2')).toBe(true);
    book.ended('r2');
    expect(deleted).toEqual([]);
    expect(book.isEmpty('r1')).toBe(false);
    expect(book.isEmpty('r2')).toBe(true);
  });

  it('takes an older response for ended when the next one is created', () => {
    book.created('r1', true);
    book.added('r1', 'a');
    book.created('r2', false);
    expect(deleted).toEqual(['a']);
    expect(book.ended('r1')).toBe(true);
    expect(deleted).toEqual(['a']);
  });

  it('takes a creation for news once, and not after the end', () => {
    book.added('r1', 'a');
    expect(book.created('r1', false)).toBe(true);
    expect(book.created('r1', true)).toBe(false);
    book.ended('r2');
    expect(book.created('r2', false)).toBe(false);
    expect(book.isDiscarded('r1')).toBe(false);
  });

  it('knows nothing of another session', () => {
    book.created('r1', false);
    book.clear();
    expect(book.discard('r1')).toBeUndefined();
  });

  it('is bounded', () => {
    for (let number = 0; number <= MAX_RESPONSES; number += 1) book.created(`r${number}`, false);
    expect(book.size).toBe(MAX_RESPONSES);
    expect(book.knows('r0')).toBe(false);
    for (let number = 0; number < MAX_ITEMS + 5; number += 1) book.added('r9', `item ${number}`);
    expect(book.discard('r9')?.size).toBe(MAX_ITEMS);
  });
});
