import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationWarning } from '../../src/bot/conversationSnapshot.ts';
import { ConversationWatch, WARNING_MS, type WatchLimits } from '../../src/bot/conversationWatch.ts';
import { ManualClock } from '../manualClock.ts';

const MINUTE_MS = 60_000;
const LIMITS = { aloneMs: 5 * MINUTE_MS, silentMs: 30 * MINUTE_MS };
const ADA = { userId: 'ada', displayName: 'Ada', bot: false };
const BEN = { userId: 'ben', displayName: 'Ben', bot: false };
const JUKEBOX = { userId: 'jukebox', displayName: 'Jukebox', bot: true };
const START = new Date('2026-07-01T12:00:00Z');

describe('ConversationWatch', () => {
  let clock: ManualClock;
  let left: string[];
  let warning: ConversationWarning | undefined;

  beforeEach(() => {
    clock = new ManualClock();
    left = [];
    warning = undefined;
  });

  function watch(limits: WatchLimits = LIMITS): ConversationWatch {
    return new ConversationWatch({
      limits,
      clock,
      now: () => new Date(START.getTime() + clock.nowMs()),
      warn: (told) => {
        warning = told;
      },
      leave: (reason) => left.push(reason),
    });
  }

  it('leaves when it has been alone for the time that is set, and said from the start that it would', () => {
    watch().people([]);
    expect(warning).toEqual({ reason: 'alone', leavesAtMs: START.getTime() + LIMITS.aloneMs });
    clock.advance(LIMITS.aloneMs - 1);
    expect(left).toEqual([]);
    clock.advance(1);
    expect(left).toEqual(['alone']);
    expect(clock.pending).toBe(0);
  });

  it('takes other bots for no company', () => {
    const watching = watch();
    watching.people([ADA, JUKEBOX]);
    clock.advance(MINUTE_MS);
    watching.people([JUKEBOX]);
    clock.advance(LIMITS.aloneMs);
    expect(left).toEqual(['alone']);
  });

  it('stays when somebody comes back in time, and begins anew when they go', () => {
    const watching = watch();
    watching.people([ADA]);
    watching.people([]);
    clock.advance(LIMITS.aloneMs - 1);
    watching.people([ADA]);
    expect(warning).toBeUndefined();
    clock.advance(LIMITS.aloneMs);
    watching.people([]);
    clock.advance(LIMITS.aloneMs - 1);
    expect(left).toEqual([]);
    clock.advance(1);
    expect(left).toEqual(['alone']);
  });

  it('counts from when it was first alone, whatever other bots do', () => {
    const watching = watch();
    watching.people([]);
    clock.advance(LIMITS.aloneMs - 1);
    watching.people([JUKEBOX]);
    clock.advance(1);
    expect(left).toEqual(['alone']);
  });

  it('warns a minute before it leaves for silence', () => {
    watch().people([ADA]);
    clock.advance(LIMITS.silentMs - WARNING_MS - 1);
    expect(warning).toBeUndefined();
    clock.advance(1);
    expect(warning?.reason).toBe('silent');
    clock.advance(WARNING_MS - 1);
    expect(left).toEqual([]);
    clock.advance(1);
    expect(left).toEqual(['silent']);
  });

  it.each(['userSpeaking', 'thinking', 'agentSpeaking'] as const)('is not silent while %s', (state) => {
    const watching = watch();
    watching.people([ADA]);
    clock.advance(LIMITS.silentMs - 1);
    watching.state(state);
    expect(warning).toBeUndefined();
    clock.advance(2 * LIMITS.silentMs);
    expect(left).toEqual([]);
    watching.state('listening');
    clock.advance(LIMITS.silentMs);
    expect(left).toEqual(['silent']);
  });

  it('is no longer silent for a change that is none: connecting again', () => {
    const watching = watch();
    watching.people([ADA]);
    watching.state('listening');
    clock.advance(LIMITS.silentMs / 2);
    watching.state('connecting');
    watching.state('listening');
    clock.advance(LIMITS.silentMs / 2);
    expect(left).toEqual(['silent']);
  });

  it.each([
    ['somebody presses a button', (watching: ConversationWatch) => watching.touched()],
    ['somebody comes in', (watching: ConversationWatch) => watching.people([ADA, BEN])],
  ])('waits as long again when %s', (_, happen) => {
    const watching = watch();
    watching.people([ADA]);
    clock.advance(LIMITS.silentMs - 1);
    happen(watching);
    expect(warning).toBeUndefined();
    clock.advance(LIMITS.silentMs - 1);
    expect(left).toEqual([]);
    clock.advance(1);
    expect(left).toEqual(['silent']);
  });

  it('waits no longer because somebody goes', () => {
    const watching = watch();
    watching.people([ADA, BEN]);
    clock.advance(LIMITS.silentMs - 1);
    watching.people([ADA]);
    clock.advance(1);
    expect(left).toEqual(['silent']);
  });

  it('never leaves by itself where that is switched off', () => {
    watch({ aloneMs: 0, silentMs: 0 }).people([]);
    expect(warning).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('keeps no timer once it is stopped', () => {
    const watching = watch();
    watching.people([]);
    watching.stop();
    watching.state('agentSpeaking');
    watching.state('listening');
    watching.people([ADA]);
    watching.people([]);
    clock.advance(LIMITS.silentMs);
    expect(left).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
