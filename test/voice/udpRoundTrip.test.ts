import { type Networking, NetworkingStatusCode } from '@discordjs/voice';
import { beforeEach, describe, expect, it } from 'vitest';
import { LOST_ECHOES } from '../../src/voice/sessionTimings.ts';
import { UdpRoundTrip } from '../../src/voice/udpRoundTrip.ts';
import { ManualClock } from '../manualClock.ts';

const SOON_MS = 7_000;

describe('the way to the voice server', () => {
  let clock: ManualClock;
  let meter: UdpRoundTrip;
  let sent: number;
  let echoes: boolean;

  beforeEach(() => {
    clock = new ManualClock();
    meter = new UdpRoundTrip(clock);
    sent = 0;
    echoes = true;
    meter.watch(networking());
  });

  function networking(): Networking {
    const udp = {
      send: () => {
        sent += 1;
        if (echoes) clock.after(50, () => meter.onEcho());
      },
    };
    return { state: { code: NetworkingStatusCode.Ready, udp } } as unknown as Networking;
  }

  it('is measured by echoes', () => {
    clock.advance(SOON_MS);
    expect(meter.latestMs).toBe(50);
    expect(meter.lostEchoes).toBe(0);
  });

  it('is known to be gone soon, though nobody speaks', () => {
    clock.advance(SOON_MS);
    echoes = false;
    clock.advance(SOON_MS);
    expect(meter.lostEchoes).toBeGreaterThanOrEqual(LOST_ECHOES);
  });

  it('is there again when anything comes back', () => {
    clock.advance(SOON_MS);
    echoes = false;
    clock.advance(SOON_MS);
    echoes = true;
    clock.advance(1_100);
    expect(meter.lostEchoes).toBe(0);
  });

  it('is not judged where no voice server ever echoes', () => {
    echoes = false;
    clock.advance(10 * SOON_MS);
    expect(meter.lostEchoes).toBe(0);
  });

  it('is left alone when the voice server has changed', () => {
    clock.advance(SOON_MS);
    meter.forget();
    const before = sent;
    clock.advance(SOON_MS);
    expect(sent).toBe(before);
    expect(meter.latestMs).toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});
