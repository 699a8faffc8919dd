import { describe, expect, it } from 'vitest';
import { SpeakerTrack } from '../../src/audio/speakerTrack.ts';
import { CONCEALED_SAMPLE, countingDecoder } from './countingDecoder.ts';

function drain(track: SpeakerTrack): number[] {
  const out: number[] = [];
  for (let frame = track.take(); frame !== undefined; frame = track.take()) out.push(frame[0] ?? 0);
  return out;
}

const packet = (value: number) => Uint8Array.of(value);

describe('a speaker track', () => {
  it('passes packets on in order', () => {
    const track = new SpeakerTrack(countingDecoder());
    for (const value of [1, 2, 3]) track.push(packet(value), 100 + value, 0);
    expect(drain(track)).toEqual([1, 2, 3]);
  });

  it('conceals a lost packet, over the wrap of the sequence number too', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1), 65_535, 0);
    track.push(packet(3), 1, 40);
    expect(drain(track)).toEqual([1, CONCEALED_SAMPLE, 3]);
    expect(track.counters.concealedFrames).toBe(1);
  });

  it('conceals 60 ms at the most', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1), 1, 0);
    track.push(packet(2), 30, 600);
    expect(drain(track)).toEqual([1, CONCEALED_SAMPLE, CONCEALED_SAMPLE, CONCEALED_SAMPLE, 2]);
  });

  it('does not conceal again what the mix has filled with silence', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1), 1, 0);
    drain(track);
    track.filled();
    track.push(packet(3), 3, 60);
    expect(drain(track)).toEqual([3]);
  });

  it('drops late and double packets, and counts them', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1), 1, 0);
    track.push(packet(3), 3, 0);
    expect(track.push(packet(2), 2, 0)).toBe(false);
    expect(track.push(packet(3), 3, 0)).toBe(false);
    expect(track.counters.latePackets).toBe(2);
  });

  it('follows a sender that numbers its packets afresh', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1), 30_000, 0);
    expect(track.push(packet(2), 5, 0)).toBe(true);
  });

  it('bridges a packet that cannot be decoded', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1), 1, 0);
    track.push(packet(0), 2, 20);
    expect(drain(track)).toEqual([1, CONCEALED_SAMPLE]);
    expect(track.counters.undecodablePackets).toBe(1);
  });

  it('does not take the pause between two transmissions for a loss', () => {
    const track = new SpeakerTrack(countingDecoder());
    track.push(packet(1), 1, 0);
    track.end();
    track.push(packet(2), 7, 5000);
    expect(drain(track)).toEqual([1, 2]);
  });

  it('makes whole frames of shorter packets, and fills the last one up at the end', () => {
    const track = new SpeakerTrack(countingDecoder(240));
    track.push(packet(1), 1, 0);
    expect(track.queuedFrames).toBe(0);
    track.push(packet(2), 2, 10);
    track.push(packet(3), 3, 20);
    track.end();
    expect(drain(track)).toEqual([1, 3]);
  });

  it('holds one second at the most', () => {
    const track = new SpeakerTrack(countingDecoder());
    for (let sequence = 0; sequence < 60; sequence++) track.push(packet(1), sequence, 0);
    expect(drain(track)).toHaveLength(50);
    expect(track.counters.overflowedFrames).toBe(10);
  });

  it('gives its decoder back', () => {
    const decoder = countingDecoder();
    new SpeakerTrack(decoder).release();
    expect(decoder.released).toBe(true);
  });
});
