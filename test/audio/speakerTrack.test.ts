import { describe, expect, it } from 'vitest';
import type { RtpPacket } from '../../src/audio/jitterBuffer.ts';
import { SpeakerTrack } from '../../src/audio/speakerTrack.ts';
import { CONCEALED_SAMPLE, countingDecoder } from './countingDecoder.ts';

const TICKS_PER_PACKET = 960;

function drain(track: SpeakerTrack): number[] {
  const out: number[] = [];
  for (let frame = track.take(); frame !== undefined; frame = track.take()) out.push(frame[0] ?? 0);
  return out;
}

/** A packet whose every sample is `value` (0: undecodable), spoken 20 ms after the one numbered before it. */
const packet = (value: number, sequence: number): RtpPacket => ({
  opus: Uint8Array.of(value),
  sequence,
  timestamp: sequence * TICKS_PER_PACKET,
  ssrc: 1,
});

describe('a speaker track', () => {
  it('passes packets on in order', () => {
    const track = new SpeakerTrack(countingDecoder());
    for (const value of [1, 2, 3]) track.push(packet(value, 100 + value), 0);
    expect(drain(track)).toEqual([1, 2, 3]);
  });

  it('conceals a lost packet, over the wrap of the sequence number too', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 65_535), 0);
    track.push(packet(3, 1), 40);
    expect(drain(track)).toEqual([1, CONCEALED_SAMPLE, 3]);
    expect(track.counters.concealedFrames).toBe(1);
  });

  it('conceals 60 ms at the most, then fades', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    track.push(packet(2, 30), 600);
    const frames = [];
    for (let frame = track.take(); frame !== undefined; frame = track.take()) frames.push(frame);
    expect(frames.map((frame) => frame[0])).toEqual([1, ...new Array(4).fill(CONCEALED_SAMPLE), 2]);
    expect(frames[3]?.at(-1)).toBe(CONCEALED_SAMPLE);
    expect(frames[4]?.at(-1)).toBeCloseTo(0);
  });

  it('fills what did not come with 60 ms of concealment, a fade, then silence', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    drain(track);
    const filled = Array.from({ length: 5 }, () => track.fill());
    expect(filled.map((frame) => frame?.[0])).toEqual([...new Array(4).fill(CONCEALED_SAMPLE), undefined]);
    expect(filled[3]?.at(-1)).toBeCloseTo(0);
  });

  it('does not conceal again what was filled', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    drain(track);
    track.fill();
    track.push(packet(4, 4), 60);
    expect(drain(track)).toEqual([CONCEALED_SAMPLE, 4]);
  });

  it('still plays what was only late after it was filled', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    drain(track);
    track.fill();
    track.push(packet(2, 2), 90);
    expect(drain(track)).toEqual([2]);
    track.push(packet(4, 4), 150);
    expect(drain(track)).toEqual([CONCEALED_SAMPLE, 4]);
  });

  it('forgets all of it when cleared', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    track.push(packet(2, 2), 75);
    track.push(packet(4, 4), 75);
    track.fill();
    track.clear();
    track.tick(1000);
    track.end();
    expect(drain(track)).toEqual([]);
    expect(track.active).toBe(false);
  });

  it('leads invented sound to silence when the transmission ends in it, and only then', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    track.end();
    expect(drain(track)).toEqual([1]);
    track.push(packet(2, 2), 20);
    drain(track);
    track.fill();
    track.end();
    const fade = track.take();
    expect(fade?.[0]).toBe(CONCEALED_SAMPLE);
    expect(fade?.at(-1)).toBeCloseTo(0);
    expect(track.take()).toBeUndefined();
  });

  it('waits for a packet that was overtaken once the line is known to do that', () => {
    const track = new SpeakerTrack(countingDecoder());
    for (const [sequence, nowMs] of [
      [1, 0],
      [2, 45],
      [3, 45],
      [4, 60],
    ] as const) {
      track.push(packet(sequence, sequence), nowMs);
    }
    track.push(packet(6, 6), 100);
    expect(drain(track)).toEqual([1, 2, 3, 4]);
    track.push(packet(5, 5), 105);
    expect(drain(track)).toEqual([5, 6]);
    track.push(packet(8, 8), 140);
    track.tick(140);
    expect(track.queuedFrames).toBe(0);
    track.tick(160);
    expect(drain(track)).toEqual([CONCEALED_SAMPLE, 8]);
  });

  it('keeps nothing back at the end', () => {
    const track = new SpeakerTrack(countingDecoder());
    for (const [sequence, nowMs] of [
      [1, 0],
      [2, 75],
      [4, 75],
    ] as const) {
      track.push(packet(sequence, sequence), nowMs);
    }
    track.end();
    expect(drain(track)).toEqual([1, 2, CONCEALED_SAMPLE, 4]);
  });

  it('drops late and double packets, and counts them', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    track.push(packet(3, 3), 0);
    expect(track.push(packet(2, 2), 0)).toBe(false);
    expect(track.push(packet(3, 3), 0)).toBe(false);
    expect(track.counters).toMatchObject({ latePackets: 1, doublePackets: 1, lostPackets: 1 });
  });

  it('follows a sender that numbers its packets afresh', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 30_000), 0);
    expect(track.push(packet(2, 5), 0)).toBe(true);
  });

  it('bridges a packet that cannot be decoded', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    track.push(packet(0, 2), 20);
    expect(drain(track)).toEqual([1, CONCEALED_SAMPLE]);
    expect(track.counters.undecodablePackets).toBe(1);
  });

  it('does not take the pause between two transmissions for a loss', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1, 1), 0);
    track.end();
    track.push(packet(2, 7), 5000);
    expect(drain(track)).toEqual([1, 2]);
  });

  it('makes whole frames of shorter packets, and fills the last one up at the end', () => {
    const track = new SpeakerTrack(countingDecoder(240));
    track.push(packet(1, 1), 0);
    expect(track.queuedFrames).toBe(0);
    track.push(packet(2, 2), 10);
    track.push(packet(3, 3), 20);
    track.end();
    expect(drain(track)).toEqual([1, 3]);
  });

  it('holds one second at the most', () => {
    const track = new SpeakerTrack(countingDecoder());
    for (let sequence = 0; sequence < 60; sequence++) track.push(packet(1, sequence), 0);
    expect(drain(track)).toHaveLength(50);
    expect(track.counters.overflowedFrames).toBe(10);
  });

  it('gives its decoder back', () => {
    const decoder = countingDecoder();
    new SpeakerTrack(decoder).release();
    expect(decoder.released).toBe(true);
  });
});
