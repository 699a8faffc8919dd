import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ENTRY_CHARS } from '../../src/realtime/clipEntry.ts';
import { Counters } from '../../src/realtime/counters.ts';
import { History, MAX_HISTORY_CHARS, MAX_HISTORY_ENTRIES } from '../../src/realtime/history.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';

const said = (atMs: number, text = `sentence ${atMs}`): HistoryEntry => ({
  type: 'said',
  atMs,
  userId: 'mia',
  name: 'Mia',
  text,
});

describe('what a new session is told', () => {
  it('is in the order in which it began, whatever ended first', () => {
    const history = new History(new Counters());
    for (const atMs of [1, 5, 3, 4, 2]) history.add(said(atMs));
    expect(history.entries.map(({ atMs }) => atMs)).toEqual([1, 2, 3, 4, 5]);
  });

  it('never outgrows its bounds, keeps the newest and counts what it forgets', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 * MAX_ENTRY_CHARS }), { maxLength: 300 }), (lengths) => {
        const counters = new Counters();
        const history = new History(counters);
        for (const [atMs, length] of lengths.entries()) history.add(said(atMs, 'x'.repeat(length)));
        expect(history.entries.length).toBeLessThanOrEqual(MAX_HISTORY_ENTRIES);
        expect(history.chars).toBeLessThanOrEqual(MAX_HISTORY_CHARS);
        const forgotten = counters.view.historyForgotten ?? 0;
        expect(history.entries.map(({ atMs }) => atMs)).toEqual(
          lengths.map((_, atMs) => atMs).slice(forgotten),
        );
      }),
    );
  });

  it('holds a summary in the place of what it sums up, and all that came meanwhile', () => {
    const history = new History(new Counters());
    for (let atMs = 0; atMs < 10; atMs++) history.add(said(atMs));
    const old = history.olderHalf;
    history.add(said(10));
    history.replace(old, 'They talked.');
    expect(history.entries.map((entry) => ('text' in entry ? entry.text : ''))).toEqual([
      'They talked.',
      ...[5, 6, 7, 8, 9, 10].map((atMs) => `sentence ${atMs}`),
    ]);
  });

  it('holds arguments of a function that are JSON, however long they were', () => {
    const history = new History(new Counters());
    const argumentsJson = JSON.stringify({ text: 'x'.repeat(MAX_ENTRY_CHARS) });
    const output = 'y'.repeat(2 * MAX_ENTRY_CHARS);
    history.add({ type: 'toolCalled', atMs: 1, callId: 'c', name: 'f', argumentsJson, output, userIds: [] });
    const [entry] = history.entries;
    expect(entry).toMatchObject({ argumentsJson: '{}' });
    expect(history.chars).toBeLessThanOrEqual(MAX_ENTRY_CHARS);
  });
});
