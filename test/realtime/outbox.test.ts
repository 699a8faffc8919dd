import { describe, expect, it } from 'vitest';
import { Counters } from '../../src/realtime/counters.ts';
import { MAX_CONGESTED_BYTES, Outbox } from '../../src/realtime/outbox.ts';

const FRAME = new Uint8Array(960);
/** 200 ms of sound that was kept. */
const KEPT = new Uint8Array(9_600);

/** An outbox whose wire takes nothing until it is told to. */
function blocked() {
  const counters = new Counters();
  let unsentBytes = 0;
  const outbox = new Outbox({
    wire: {
      unsentBytes: () => unsentBytes,
      send: (text) => {
        unsentBytes += text.length;
      },
    },
    counters,
    commitRefused: () => {},
  });
  outbox.open();
  return {
    outbox,
    dropped: () => counters.view.appendsDroppedWhileCongested ?? 0,
    leave: (bytes: number) => {
      unsentBytes = Math.max(0, unsentBytes - bytes);
    },
  };
}

describe('sound that was kept for another session', () => {
  it('goes out whole however long it is, and what is said right behind it too', () => {
    const { outbox, dropped } = blocked();
    for (let sentMs = 0; sentMs < 60_000; sentMs += 200) outbox.audio(KEPT);
    for (let frame = 0; frame < 50; frame++) outbox.audio(FRAME);
    expect(dropped()).toBe(0);
  });

  it('does not let what is said later pile up for longer than ever', () => {
    const { outbox, dropped, leave } = blocked();
    for (let sentMs = 0; sentMs < 60_000; sentMs += 200) outbox.audio(KEPT);
    for (let sentBytes = 0; sentBytes < 2 * MAX_CONGESTED_BYTES; sentBytes += FRAME.length)
      outbox.audio(FRAME);
    expect(dropped()).toBeGreaterThan(0);
    leave(Number.POSITIVE_INFINITY);
    outbox.audio(FRAME);
    const before = dropped();
    for (let sentBytes = 0; sentBytes < 2 * MAX_CONGESTED_BYTES; sentBytes += FRAME.length)
      outbox.audio(FRAME);
    expect(dropped()).toBeGreaterThan(before);
  });
});
