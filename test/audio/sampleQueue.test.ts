import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleQueue } from '../../src/audio/sampleQueue.ts';

describe('a sample queue', () => {
  it('gives back what was put in, in order, whatever the block sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }),
        (chunkSizes, blockSizes) => {
          const queue = new SampleQueue(10_000);
          let next = 0;
          for (const size of chunkSizes) {
            expect(queue.push(Int16Array.from({ length: size }, () => next++))).toBe(true);
          }
          const out: number[] = [];
          for (let turn = 0; queue.length > 0; turn++) {
            const block = new Int16Array(blockSizes[turn % blockSizes.length] ?? 1);
            out.push(...block.subarray(0, queue.takeInto(block)));
          }
          expect(out).toEqual(Array.from({ length: next }, (_, index) => index));
        },
      ),
    );
  });

  it('refuses whole what does not fit', () => {
    const queue = new SampleQueue(10);
    expect(queue.push(new Int16Array(8))).toBe(true);
    expect(queue.push(new Int16Array(3))).toBe(false);
    expect(queue.length).toBe(8);
  });

  it('is empty after clear', () => {
    const queue = new SampleQueue(10);
    queue.push(Int16Array.of(1, 2, 3));
    queue.takeInto(new Int16Array(1));
    queue.clear();
    queue.push(Int16Array.of(9));
    const out = new Int16Array(4);
    expect(queue.takeInto(out)).toBe(1);
    expect(out[0]).toBe(9);
  });
});
