import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFromSamples, mixInto, rms, samplesFromBytes } from '../../src/audio/pcm.ts';

const samples = fc
  .array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 200 })
  .map((list) => Int16Array.from(list));

describe('mixing', () => {
  it('holds the sum at the ends of 16 bits instead of wrapping round', () => {
    const mix = Int16Array.of(30_000, -30_000, 100);
    mixInto(mix, Int16Array.of(10_000, -10_000, -40));
    expect([...mix]).toEqual([32_767, -32_768, 60]);
  });

  it('gives the same sum whoever comes first', () => {
    fc.assert(
      fc.property(samples, samples, (one, other) => {
        const length = Math.min(one.length, other.length);
        const left = one.slice(0, length);
        const right = other.slice(0, length);
        mixInto(left, other.slice(0, length));
        mixInto(right, one.slice(0, length));
        expect(left).toEqual(right);
      }),
    );
  });
});

describe('bytes and samples', () => {
  it('turn into each other unchanged, at any offset in memory', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 0, max: 3 }), (original, offset) => {
        const bytes = bytesFromSamples(original);
        const moved = new Uint8Array(bytes.length + offset);
        moved.set(bytes, offset);
        expect(samplesFromBytes(moved.subarray(offset))).toEqual(original);
      }),
    );
  });

  it('are little-endian', () => {
    expect([...bytesFromSamples(Int16Array.of(0x0102, -2))]).toEqual([0x02, 0x01, 0xfe, 0xff]);
  });

  it('leave a trailing odd byte out', () => {
    expect([...samplesFromBytes(Uint8Array.of(1, 0, 7))]).toEqual([1]);
  });
});

describe('rms', () => {
  it('is the level of a square wave, and nothing for nothing', () => {
    expect(rms(Int16Array.of(500, -500, 500))).toBe(500);
    expect(rms(new Int16Array(0))).toBe(0);
  });
});
