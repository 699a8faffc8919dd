import { describe, expect, it } from 'vitest';
import { JitterBuffer, type JitterStep, type RtpPacket } from '../../src/audio/jitterBuffer.ts';

const FRAME_MS = 20;
const TICKS_PER_PACKET = 960;

/** The packet spoken `index` packets after the first; its payload is its index. */
function packet(index: number, change: Partial<RtpPacket> = {}): RtpPacket {
  return {
    opus: Uint8Array.of(index),
    sequence: (65_530 + index) & 0xffff,
    timestamp: (2 ** 32 - 4000 + index * TICKS_PER_PACKET) >>> 0,
    ssrc: 1,
    ...change,
  };
}

/** Steps as one reads them: a packet's index, or how many frames are lost. */
function read(steps: JitterStep[] | undefined): (number | string)[] | 'dropped' {
  if (steps === undefined) return 'dropped';
  return steps.map((step) => (step.type === 'packet' ? (step.opus[0] ?? -1) : `${step.frames} lost`));
}

/** A line on which packets were up to 35 ms late: a missing packet is waited for until 40 ms after it was due. */
function unevenLine(): JitterBuffer {
  const buffer = new JitterBuffer();
  for (const [index, lateMs] of [0, 35, 20, 0].entries())
    buffer.push(packet(index), index * FRAME_MS + lateMs);
  return buffer;
}

describe('a jitter buffer on an even line', () => {
  it('hands each packet out in the call that brings it, over the wraps of number and time', () => {
    const buffer = new JitterBuffer();
    for (let index = 0; index < 20; index++) {
      expect(read(buffer.push(packet(index), index * FRAME_MS))).toEqual([index]);
    }
    expect(buffer.delayMs).toBe(0);
  });

  it('tells of a loss at once when the next packet shows it', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    expect(read(buffer.push(packet(3), 60))).toEqual(['2 lost', 3]);
    expect(buffer.counters.lostPackets).toBe(2);
  });

  it('takes a few milliseconds for the noise of the machine', () => {
    const buffer = new JitterBuffer();
    for (let index = 0; index < 20; index++) buffer.push(packet(index), index * FRAME_MS + (index % 2) * 9);
    expect(buffer.delayMs).toBe(0);
  });

  it('learns nothing from timestamps that make no sense', () => {
    const still = new JitterBuffer();
    for (let index = 0; index < 20; index++) {
      expect(read(still.push(packet(index, { timestamp: 7 }), index * FRAME_MS))).toEqual([index]);
    }
    expect(still.delayMs).toBe(0);
    const absurd = new JitterBuffer();
    for (const index of [0, 1, 2, 3, 5]) absurd.push(packet(index), index * FRAME_MS);
    absurd.push(packet(4, { timestamp: 123_456_789 }), 102);
    expect(absurd.delayMs).toBe(0);
  });

  it('remembers a bounded number of packets: an old double counts as late', () => {
    const buffer = new JitterBuffer();
    for (let index = 0; index < 100; index++) buffer.push(packet(index), index * FRAME_MS);
    buffer.push(packet(99), 100 * FRAME_MS);
    buffer.push(packet(10), 100 * FRAME_MS);
    expect(buffer.counters).toMatchObject({ doublePackets: 1, latePackets: 1 });
  });

  it('drops a packet that comes twice, and one whose place was given up', () => {
    const buffer = new JitterBuffer();
    for (const index of [0, 2]) buffer.push(packet(index), index * FRAME_MS);
    expect(read(buffer.push(packet(2), 41))).toBe('dropped');
    expect(read(buffer.push(packet(1), 42))).toBe('dropped');
    expect(buffer.counters).toMatchObject({ doublePackets: 1, latePackets: 1 });
  });

  it('measures a loss by its sound when packets are longer or shorter than 20 ms', () => {
    for (const [packetMs, frames] of [
      [60, 6],
      [10, 1],
    ] as const) {
      const buffer = new JitterBuffer();
      const at = (index: number) => packet(index, { timestamp: index * packetMs * 48 });
      for (const index of [0, 1]) buffer.push(at(index), index * packetMs);
      expect(read(buffer.push(at(4), 4 * packetMs))).toEqual([`${frames} lost`, 4]);
    }
  });
});

describe('a jitter buffer on an uneven line', () => {
  it('learns from late packets how long to wait for a missing one', () => {
    expect(unevenLine().delayMs).toBe(40);
  });

  it('still hands out at once what is in order, however late it is', () => {
    const buffer = unevenLine();
    expect(read(buffer.push(packet(4), 4 * FRAME_MS + 70))).toEqual([4]);
  });

  it('puts in order what was overtaken', () => {
    const buffer = unevenLine();
    expect(read(buffer.push(packet(5), 104))).toEqual([]);
    expect(read(buffer.push(packet(4), 106))).toEqual([4, 5]);
    buffer.push(packet(6), 190);
    for (const index of [8, 10, 9]) expect(read(buffer.push(packet(index), 205))).toEqual([]);
    expect(read(buffer.push(packet(7), 208))).toEqual([7, 8, 9, 10]);
    expect(buffer.counters).toMatchObject({ reorderedPackets: 3, latePackets: 0, lostPackets: 0 });
  });

  it('gives a packet up when it has been due for that long, with the next packet or with a tick', () => {
    const withTick = unevenLine();
    withTick.push(packet(5), 101);
    expect(read(withTick.tick(119))).toEqual([]);
    expect(read(withTick.tick(120))).toEqual(['1 lost', 5]);
    const withPacket = unevenLine();
    withPacket.push(packet(5), 101);
    expect(read(withPacket.push(packet(6), 121))).toEqual(['1 lost', 5, 6]);
  });

  it('never waits longer than until 80 ms after a packet was due', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    buffer.push(packet(1), 900);
    expect(buffer.delayMs).toBe(80);
    buffer.push(packet(3), 900);
    expect(buffer.heldPackets).toBe(0);
  });

  it('learns from packets that came too late', () => {
    const buffer = new JitterBuffer();
    for (const index of [0, 2]) buffer.push(packet(index), index * FRAME_MS);
    buffer.push(packet(1), FRAME_MS + 50);
    expect(buffer.delayMs).toBe(60);
  });

  it('remembers over the turn of a window when packets are due', () => {
    const buffer = new JitterBuffer();
    for (let index = 0; index < 100; index++) buffer.push(packet(index), index * FRAME_MS);
    buffer.push(packet(100), 100 * FRAME_MS + 50);
    expect(buffer.delayMs).toBe(60);
  });

  it('waits no more after a calm while', () => {
    const buffer = unevenLine();
    for (let index = 4; index < 120; index++) buffer.push(packet(index), index * FRAME_MS);
    expect(buffer.delayMs).toBe(40);
    for (let index = 120; index < 200; index++) buffer.push(packet(index), index * FRAME_MS);
    expect(buffer.delayMs).toBe(0);
  });

  it('follows a line that has become longer for good', () => {
    const buffer = new JitterBuffer();
    for (let index = 0; index < 400; index++) {
      buffer.push(packet(index), index * FRAME_MS + (index < 50 ? 0 : 70));
    }
    expect(buffer.delayMs).toBe(0);
  });

  it('drops a double of what it holds', () => {
    const buffer = unevenLine();
    buffer.push(packet(5), 101);
    expect(read(buffer.push(packet(5), 102))).toBe('dropped');
    expect(buffer.counters.doublePackets).toBe(1);
  });

  it('holds a bounded number of packets', () => {
    const buffer = unevenLine();
    for (let index = 5; index < 100; index++) buffer.push(packet(index), 101);
    expect(buffer.heldPackets).toBe(0);
    expect(buffer.counters.lostPackets).toBe(1);
  });
});

describe('a jitter buffer and pauses', () => {
  it('does not take a jump of the timestamps for a loss, nor for a late packet', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    const later = (index: number) => packet(index, { timestamp: packet(index + 100).timestamp });
    expect(read(buffer.push(later(1), 2020))).toEqual([1]);
    expect(read(buffer.push(later(7), 2140))).toEqual(['5 lost', 7]);
    expect(read(buffer.push(packet(10, { timestamp: packet(130).timestamp }), 2600))).toEqual([10]);
    expect(buffer.counters.lostPackets).toBe(5);
    expect(buffer.delayMs).toBe(0);
  });

  it('does not take a short jump of the timestamps for a longer packet', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    const later = (index: number) => packet(index, { timestamp: packet(index + 4).timestamp });
    buffer.push(later(1), 100);
    expect(read(buffer.push(later(3), 140))).toEqual(['1 lost', 3]);
  });

  it('takes numbers that are missing in a long pause for silence', () => {
    const buffer = unevenLine();
    buffer.push(packet(5), 101);
    expect(read(buffer.push(packet(11), 3000))).toEqual(['1 lost', 5, 11]);
  });

  it('does not take a pause that the timestamps leave out for a late packet', () => {
    const buffer = new JitterBuffer();
    buffer.push(packet(0), 0);
    buffer.end();
    buffer.push(packet(6), 5000);
    expect(buffer.delayMs).toBe(0);
  });

  it('hands out all it holds at the end, and begins anew behind it', () => {
    const buffer = unevenLine();
    buffer.push(packet(5), 101);
    expect(read(buffer.end())).toEqual(['1 lost', 5]);
    expect(buffer.heldPackets).toBe(0);
    expect(read(buffer.push(packet(11), 300))).toEqual([11]);
  });

  it('hands out sound that was overtaken by the end mark', () => {
    const buffer = unevenLine();
    buffer.end();
    expect(read(buffer.push(packet(4), 90))).toEqual([4]);
  });

  it('drops sound from before the end that comes behind a new beginning', () => {
    const buffer = unevenLine();
    buffer.end();
    buffer.push(packet(10), 200);
    expect(read(buffer.push(packet(4), 201))).toBe('dropped');
  });

  it('forgets what it holds when cleared', () => {
    const buffer = unevenLine();
    buffer.push(packet(5), 101);
    buffer.clear();
    expect(read(buffer.tick(1000))).toEqual([]);
    expect(read(buffer.push(packet(6), 1000))).toEqual([6]);
  });
});

describe('a jitter buffer and a sender that begins anew', () => {
  it('hands out what it holds, then follows the new stream', () => {
    const buffer = unevenLine();
    buffer.push(packet(5), 101);
    expect(read(buffer.push(packet(77, { ssrc: 2 }), 110))).toEqual(['1 lost', 5, 77]);
  });

  it('drops the last packets of the stream before, and follows it when the sender goes back', () => {
    const buffer = unevenLine();
    buffer.push(packet(77, { ssrc: 2 }), 80);
    expect(read(buffer.push(packet(4), 90))).toBe('dropped');
    expect(read(buffer.push(packet(5), 500))).toEqual([5]);
  });

  it('follows numbers that are far away', () => {
    const buffer = unevenLine();
    expect(read(buffer.push(packet(4, { sequence: 20_000 }), 80))).toEqual([4]);
    expect(read(buffer.push(packet(5, { sequence: 20_001 }), 100))).toEqual([5]);
  });

  it('follows numbers from the near past when nothing can be that late', () => {
    const buffer = unevenLine();
    expect(read(buffer.push(packet(2, { ssrc: 1 }), 1000))).toBe('dropped');
    expect(read(buffer.push(packet(1), 1100))).toEqual([1]);
    expect(read(buffer.push(packet(2), 1120))).toEqual([2]);
  });
});
