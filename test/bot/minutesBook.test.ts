import { describe, expect, it } from 'vitest';
import { MAX_KEPT_MINUTES, MINUTES_LIFE_MS, MinutesBook } from '../../src/bot/minutesBook.ts';
import { ManualClock } from '../manualClock.ts';

const MINUTES = { userId: 'ada', voiceChannelId: 'lounge', pages: ['- Soup'] };

describe('the minutes that may be posted', () => {
  it('are those of who asked for them, and are taken once', () => {
    const book = new MinutesBook(new ManualClock());
    const id = book.keep(MINUTES);
    expect(book.find(id, 'bob')).toBeUndefined();
    expect(book.find(id, 'ada')).toBe(MINUTES);
    expect([book.take(id), book.take(id)]).toEqual([true, false]);
    expect(book.find(id, 'ada')).toBeUndefined();
  });

  it('are forgotten in time, and when they are too many', () => {
    const clock = new ManualClock();
    const book = new MinutesBook(clock);
    const old = book.keep(MINUTES);
    clock.advance(MINUTES_LIFE_MS - 1);
    expect(book.find(old, 'ada')).toBeDefined();
    clock.advance(1);
    expect(book.find(old, 'ada')).toBeUndefined();
    const ids = Array.from({ length: MAX_KEPT_MINUTES + 1 }, () => book.keep(MINUTES));
    expect(ids.map((id) => book.find(id, 'ada') !== undefined)).toEqual(ids.map((_, index) => index > 0));
  });
});
