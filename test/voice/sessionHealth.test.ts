import { beforeEach, describe, expect, it } from 'vitest';
import { HearingWatch } from '../../src/voice/hearingWatch.ts';
import { SessionHealth } from '../../src/voice/sessionHealth.ts';
import {
  DEAF_MS,
  MUTE_MS,
  REPAIRS,
  REPAIRS_WITHIN_MS,
  UNHEARD_FRAMES,
  UNHEARD_MS,
} from '../../src/voice/sessionTimings.ts';
import type { VoiceEvent } from '../../src/voice/voiceEvents.ts';
import { ManualClock } from '../manualClock.ts';

const ANNA = 'anna';
const BERT = 'bert';

describe('hearing', () => {
  let clock: ManualClock;
  let hearing: HearingWatch;

  beforeEach(() => {
    clock = new ManualClock();
    hearing = new HearingWatch(clock);
  });

  function fail(frames: number): void {
    for (let frame = 0; frame < frames; frame++) hearing.failed(ANNA);
  }

  it('is gone when frames of somebody do not decrypt for long', () => {
    fail(UNHEARD_FRAMES);
    clock.advance(UNHEARD_MS - 1);
    expect(hearing.isDeaf).toBe(false);
    clock.advance(1);
    expect(hearing.isDeaf).toBe(true);
  });

  it('is there when they decrypt again, and when few fail', () => {
    fail(UNHEARD_FRAMES);
    hearing.settled(ANNA);
    fail(UNHEARD_FRAMES - 1);
    clock.advance(UNHEARD_MS);
    expect(hearing.isDeaf).toBe(false);
  });

  it('is gone for one though another is understood', () => {
    fail(UNHEARD_FRAMES);
    clock.advance(UNHEARD_MS);
    hearing.settled(BERT);
    expect(hearing.isDeaf).toBe(true);
  });

  it('is gone when somebody is announced again and nothing arrives', () => {
    hearing.announced(ANNA);
    clock.advance(UNHEARD_MS);
    expect(hearing.isDeaf).toBe(false);
    hearing.announced(ANNA);
    clock.advance(UNHEARD_MS);
    expect(hearing.isDeaf).toBe(true);
  });

  it('is there when anything of anybody arrives', () => {
    hearing.announced(ANNA);
    hearing.announced(ANNA);
    hearing.arrived();
    clock.advance(UNHEARD_MS);
    expect(hearing.isDeaf).toBe(false);
  });

  it('keeps no more people than can be in a call', () => {
    for (let person = 0; person < 1000; person++) hearing.failed(`${person}`);
    fail(UNHEARD_FRAMES);
    clock.advance(UNHEARD_MS);
    expect(hearing.isDeaf).toBe(false);
  });
});

describe('a session that stands', () => {
  let clock: ManualClock;
  let session: { lacksGroup: boolean; isDeaf: boolean; isUnreachable: boolean };
  let player: { stuckMs: number; reopen(): void };
  let done: string[];
  let health: SessionHealth;

  beforeEach(() => {
    clock = new ManualClock();
    session = { lacksGroup: false, isDeaf: false, isUnreachable: false };
    player = { stuckMs: 0, reopen: () => done.push('reopen') };
    done = [];
    health = new SessionHealth({
      clock,
      player,
      faults: { count: (fault) => done.push(fault) },
      tell: (event) => done.push(sentence(event)),
      sound: () => {},
      renew: (why) => {
        done.push(`renew ${why}`);
        health.watch(session);
      },
    });
    health.watch(session);
  });

  function sentence(event: VoiceEvent): string {
    return event.type === 'trouble' ? `${event.error.code} ${event.error.retryable}` : event.type;
  }

  it('and is well is left alone', () => {
    clock.advance(REPAIRS_WITHIN_MS);
    expect(done).toEqual([]);
  });

  it('and is deaf is made afresh, and people are told', () => {
    session.isDeaf = true;
    clock.advance(1000);
    expect(done).toEqual(['deafRepaired', 'voice_deaf true', 'renew deaf']);
  });

  it('and gets no echo is made afresh', () => {
    session.isUnreachable = true;
    clock.advance(1000);
    expect(done).toEqual(['pathRepaired', 'voice_deaf true', 'renew unreachable']);
  });

  it('and has no group is given its time', () => {
    session.lacksGroup = true;
    session.isDeaf = true;
    clock.advance(DEAF_MS);
    expect(done).toEqual([]);
    clock.advance(1000);
    expect(done.at(-1)).toBe('renew noGroup');
  });

  it('and is mute gets a new player first, and is made afresh when that does not help', () => {
    player.stuckMs = MUTE_MS;
    clock.advance(2000);
    expect(done).toEqual(['playerReopened', 'reopen']);
    clock.advance(1000);
    expect(done.slice(2)).toEqual(['muteRepaired', 'voice_mute true', 'renew mute']);
  });

  it('is not mute for what has waited for a group until just now', () => {
    player.stuckMs = MUTE_MS;
    clock.advance(1000);
    player.stuckMs = 0;
    clock.advance(1000);
    expect(done).toEqual([]);
  });

  it('is not made afresh without end: people are told once that it does not help, and later it is tried again', () => {
    session.isDeaf = true;
    clock.advance(60_000);
    expect(done.filter((what) => what === 'renew deaf')).toHaveLength(REPAIRS);
    expect(done.filter((what) => what === 'voice_deaf false')).toHaveLength(1);
    clock.advance(REPAIRS_WITHIN_MS);
    expect(done.filter((what) => what === 'renew deaf').length).toBeGreaterThan(REPAIRS);
  });

  it('is not looked at any longer when it stands no more', () => {
    health.stop();
    expect(clock.pending).toBe(0);
  });
});
