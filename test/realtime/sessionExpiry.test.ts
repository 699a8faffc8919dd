import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SystemClock } from '../../src/clock.ts';
import { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import { Speech } from '../../src/offline/speech/speech.ts';
import { decodeServerEvent } from '../../src/realtime/decodeServerEvent.ts';
import type { Dialect } from '../../src/realtime/modelSettings.ts';
import { LONGEST_LEFT_MS, leftOfSession, SHORTEST_LEFT_MS } from '../../src/realtime/sessionExpiry.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

const NOW_MS = Date.UTC(2026, 10, 23);
const NOW_S = NOW_MS / 1_000;
const HOUR_S = 3_600;

describe('the end of a session, as its server says it', () => {
  it('is so far away', () => {
    expect(leftOfSession(NOW_S + HOUR_S, NOW_MS)).toBe(HOUR_S * 1_000);
  });

  it.each([
    ['is not said', undefined],
    ['is past', NOW_S - 1],
    ['is nearer than two clocks may differ', NOW_S + SHORTEST_LEFT_MS / 1_000 - 1],
    ['is in milliseconds', NOW_MS + 1],
    ['is farther than any', NOW_S + LONGEST_LEFT_MS / 1_000 + 1],
    ['is 0', 0],
  ])('is not believed where it %s', (_what, expiresAtS) => {
    expect(leftOfSession(expiresAtS, NOW_MS)).toBeUndefined();
  });

  it.each<[unknown, number | undefined]>([
    [{ expires_at: 7 }, 7],
    [{ expires_at: '7' }, undefined],
    [{ expires_at: null }, undefined],
    [{}, undefined],
    ['nonsense', undefined],
  ])('is read from a greeting with %j', (session, expiresAtS) => {
    const read = decodeServerEvent(JSON.stringify({ type: 'session.created', session }));
    expect(read).toEqual({ kind: 'event', event: { type: 'sessionCreated', expiresAtS } });
  });
});

describe.each<Dialect>(['ga', 'beta'])('a session in the %s dialect', (dialect) => {
  let speech: Speech;
  beforeAll(() => {
    speech = new Speech();
  });
  afterAll(() => speech.close());

  it('says with its beginning how long it may be used', async () => {
    const local = await LocalRealtime.start({ speech, sessionLimitMs: 10 * 60_000 });
    const under = new SessionUnderTest(someSettings({ url: local.url, dialect }), new SystemClock());
    onTestFinished(async () => {
      under.session.close();
      await local.stop();
    });
    await under.session.connect();
    const [{ leftMs } = {}] = under.all('ready');
    expect(leftMs).toBeGreaterThan(9 * 60_000);
    expect(leftMs).toBeLessThanOrEqual(10 * 60_000);
  });
});
