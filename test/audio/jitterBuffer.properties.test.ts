import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JitterBuffer, type JitterStep, type RtpPacket } from '../../src/audio/jitterBuffer.ts';
import { MAX_LINE_DELAY_MS } from '../../src/audio/lineDelay.ts';

const FRAME_MS = 20;
const TICKS_PER_PACKET = 960;
const MAX_HELD_PACKETS = 32;

interface Arrival {
  index: number;
  atMs: number;
}

/** A sender's packets, numbered from anywhere on both circles; the payload is the packet's index. */
const sender = fc.record({
  sequence: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
});

function packetOf(from: { sequence: number; timestamp: number }, index: number): RtpPacket {
  return {
    opus: Uint8Array.of(index >> 8, index & 0xff),
    sequence: (from.sequence + index) & 0xffff,
    timestamp: (from.timestamp + index * TICKS_PER_PACKET) >>> 0,
    ssrc: 9,
  };
}

const indexOf = (opus: Uint8Array) => ((opus[0] ?? 0) << 8) | (opus[1] ?? 0);

/** What came out: packet indexes in order, and lost frames as what they are. */
class Outlet {
  readonly indexes: number[] = [];
  lostFrames = 0;

  take(steps: readonly JitterStep[] | undefined): void {
    for (const step of steps ?? []) {
      if (step.type === 'packet') this.indexes.push(indexOf(step.opus));
      else this.lostFrames += step.frames;
    }
  }
}

/** What one packet meets on its way: none to two copies, each with a delay. */
const fate = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 0, maxLength: 2 });

function arrivalsOf(fates: readonly number[][]): Arrival[] {
  return fates
    .flatMap((delays, index) => delays.map((delayMs) => ({ index, atMs: index * FRAME_MS + delayMs })))
    .sort((a, b) => a.atMs - b.atMs);
}

/** Lets all packets arrive, with a tick every 20 ms between them, and the end mark behind the last. */
function run(
  buffer: JitterBuffer,
  from: { sequence: number; timestamp: number },
  arrivals: readonly Arrival[],
): Outlet {
  const outlet = new Outlet();
  let tickMs = 0;
  for (const { index, atMs } of arrivals) {
    for (; tickMs <= atMs; tickMs += FRAME_MS) outlet.take(buffer.tick(tickMs));
    outlet.take(buffer.push(packetOf(from, index), atMs));
  }
  outlet.take(buffer.end());
  return outlet;
}

describe('whatever a line does', () => {
  it('adds nothing where packets come in order: each leaves in the call that brings it, at any time', () => {
    fc.assert(
      fc.property(sender, fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }), (from, gapsMs) => {
        const buffer = new JitterBuffer();
        let nowMs = 0;
        for (const [index, gapMs] of gapsMs.entries()) {
          nowMs += gapMs;
          expect(buffer.push(packetOf(from, index), nowMs)).toEqual([
            { type: 'packet', opus: packetOf(from, index).opus },
          ]);
        }
      }),
    );
  });

  it('hands out in order, once each; every packet is handed out or counted; every loss is told', () => {
    fc.assert(
      fc.property(sender, fc.array(fate, { maxLength: 150 }), (from, fates) => {
        const buffer = new JitterBuffer();
        const arrivals = arrivalsOf(fates);
        const { indexes, lostFrames } = run(buffer, from, arrivals);
        for (const [place, index] of indexes.entries()) {
          if (place > 0) expect(index).toBeGreaterThan(indexes[place - 1] ?? -1);
        }
        const { latePackets, doublePackets, lostPackets } = buffer.counters;
        expect(indexes.length + latePackets + doublePackets).toBe(arrivals.length);
        expect(buffer.heldPackets).toBe(0);
        expect(lostFrames).toBe(lostPackets);
        const [first, last] = [indexes[0], indexes.at(-1)];
        if (first !== undefined && last !== undefined) {
          expect(indexes.length + lostFrames).toBe(last - first + 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('holds nothing longer than 80 ms, and never more than 32 packets', () => {
    fc.assert(
      fc.property(sender, fc.array(fate, { maxLength: 150 }), (from, fates) => {
        const buffer = new JitterBuffer();
        const cameMs = new Map<number, number>();
        const outlet = new Outlet();
        let nowMs = 0;
        const leave = (steps: readonly JitterStep[] | undefined) => {
          const before = outlet.indexes.length;
          outlet.take(steps);
          for (const index of outlet.indexes.slice(before)) {
            // Ticks come every 5 ms here: what is due between two of them leaves with the later one.
            expect(nowMs - (cameMs.get(index) ?? nowMs)).toBeLessThan(MAX_LINE_DELAY_MS + 5);
          }
          expect(buffer.heldPackets).toBeLessThanOrEqual(MAX_HELD_PACKETS);
        };
        for (const { index, atMs } of arrivalsOf(fates)) {
          for (; nowMs + 5 <= atMs; ) {
            nowMs += 5;
            leave(buffer.tick(nowMs));
          }
          cameMs.set(index, cameMs.get(index) ?? atMs);
          leave(buffer.push(packetOf(from, index), atMs));
        }
      }),
    );
  });

  it('loses none of the packets that come, once it knows the line', () => {
    const LEARNING_PACKETS = 100;
    const jitter = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 300, maxLength: 300 });
    const losses = fc.array(fc.integer({ min: 0, max: 19 }), { minLength: 300, maxLength: 300 });
    fc.assert(
      fc.property(sender, jitter, losses, (from, delaysMs, dice) => {
        const buffer = new JitterBuffer();
        const outlet = new Outlet();
        // A line of the kind shows both ends of its range now and then.
        const fates = delaysMs.map((delayMs, index) =>
          index % 50 === 0 ? 0 : index % 50 === 25 ? 40 : delayMs,
        );
        const arrivals = arrivalsOf(fates.map((delayMs, index) => (dice[index] === 0 ? [] : [delayMs])));
        let late = 0;
        for (const { index, atMs } of arrivals) {
          const dropped = buffer.push(packetOf(from, index), atMs);
          if (dropped === undefined && index > LEARNING_PACKETS) late += 1;
          outlet.take(dropped);
        }
        expect(late).toBe(0);
      }),
    );
  });

  it('comes to rest: an even while after any line brings the delay back to 0', () => {
    fc.assert(
      fc.property(sender, fc.array(fate, { maxLength: 100 }), (from, fates) => {
        const buffer = new JitterBuffer();
        run(buffer, from, arrivalsOf(fates));
        const begin = fates.length + 10;
        for (let index = begin; index < begin + 201; index++) {
          buffer.push(packetOf(from, index), index * FRAME_MS + 200);
        }
        expect(buffer.delayMs).toBe(0);
      }),
    );
  });
});

describe('whatever a sender claims', () => {
  it('keeps count and bounds with any numbers, times and streams in any order', () => {
    const near = fc.integer({ min: 0, max: 40 });
    const any = fc.record({
      ssrc: fc.integer({ min: 1, max: 3 }),
      sequence: fc.oneof(near, fc.integer({ min: 65_500, max: 0xffff }), fc.nat(0xffff)),
      timestamp: fc.oneof(near, fc.nat(0xffff_ffff)),
      gapMs: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(3000)),
      action: fc.constantFrom('push', 'push', 'push', 'push', 'tick', 'end', 'clear'),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 200 }), (events) => {
        const buffer = new JitterBuffer();
        const outlet = new Outlet();
        let [nowMs, pushed, forgotten] = [0, 0, 0];
        for (const { action, gapMs, ssrc, sequence, timestamp } of events) {
          nowMs += gapMs;
          if (action === 'push') {
            pushed += 1;
            outlet.take(buffer.push({ opus: new Uint8Array(2), ssrc, sequence, timestamp }, nowMs));
          } else if (action === 'tick') outlet.take(buffer.tick(nowMs));
          else if (action === 'end') outlet.take(buffer.end());
          else {
            forgotten += buffer.heldPackets;
            buffer.clear();
          }
          expect(buffer.heldPackets).toBeLessThanOrEqual(MAX_HELD_PACKETS);
          expect([0, 20, 40, 60, 80]).toContain(buffer.delayMs);
        }
        outlet.take(buffer.end());
        const { latePackets, doublePackets } = buffer.counters;
        expect(outlet.indexes.length + latePackets + doublePackets + forgotten).toBe(pushed);
      }),
      { numRuns: 300 },
    );
  });
});
