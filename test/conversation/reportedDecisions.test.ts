import { describe, expect, it } from 'vitest';
import { reportedDecisions } from '../../src/conversation/reportedDecisions.ts';
import type { KeptDecision } from '../../src/turn/answerReason.ts';

describe('the decisions of a report', () => {
  const decided = (atMs: number): KeptDecision => ({
    atMs,
    userIds: ['mia', 'mia'],
    decision: 'no',
    reason: 'nameNotHeard',
  });

  it('are told with their age, the newest first', () => {
    expect(reportedDecisions([decided(100), decided(1_900.4)], 2_000).map(({ agoMs }) => agoMs)).toEqual([
      100, 1_900,
    ]);
  });

  it('are the last twenty', () => {
    const kept = Array.from({ length: 50 }, (_, index) => decided(index));
    const told = reportedDecisions(kept, 50);
    expect(told).toHaveLength(20);
    expect(told[0]).toEqual({ agoMs: 1, userIds: ['mia'], decision: 'no', reason: 'nameNotHeard' });
  });
});
