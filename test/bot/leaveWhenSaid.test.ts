import { describe, expect, it } from 'vitest';
import { LeaveWhenSaid } from '../../src/bot/leaveWhenSaid.ts';
import type { ConversationState } from '../../src/turn/turnSettings.ts';
import { ManualClock } from '../manualClock.ts';

function leaving(state: ConversationState) {
  const clock = new ManualClock();
  const left: number[] = [];
  const leaveWhenSaid = new LeaveWhenSaid(clock, state, () => left.push(clock.nowMs()));
  return { clock, left, leaveWhenSaid };
}

describe('LeaveWhenSaid', () => {
  it('leaves soon when nothing is being said', () => {
    const { clock, left } = leaving('listening');
    clock.advance(1000);
    expect(left).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('waits for a goodbye that has not begun, and for one that goes on', () => {
    const { clock, left, leaveWhenSaid } = leaving('thinking');
    clock.advance(2000);
    leaveWhenSaid.onState('agentSpeaking');
    clock.advance(8000);
    leaveWhenSaid.onState('listening');
    clock.advance(400);
    leaveWhenSaid.onState('agentSpeaking');
    clock.advance(2000);
    expect(left).toEqual([]);
    leaveWhenSaid.onState('listening');
    clock.advance(1000);
    expect(left).toHaveLength(1);
  });

  it('does not wait for ever', () => {
    const { clock, left } = leaving('agentSpeaking');
    clock.advance(60_000);
    expect(left).toEqual([15_000]);
  });

  it('can be called off', () => {
    const { clock, left, leaveWhenSaid } = leaving('listening');
    leaveWhenSaid.cancel();
    clock.advance(60_000);
    expect(left).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
