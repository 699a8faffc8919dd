import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UtteranceBuffer } from '../../src/audio/utteranceBuffer.ts';

const frame = (value: number) => new Int16Array(480).fill(value);
const values = (frames: Int16Array[]) => frames.map((one) => one[0] ?? 0);

function pushed(buffer: UtteranceBuffer, from: number, to: number): void {
  for (let value = from; value <= to; value++) buffer.push(frame(value));
}

describe('an utterance buffer', () => {
  it('keeps 560 ms from before the start', () => {
    const buffer = new UtteranceBuffer();
    pushed(buffer, 1, 40);
    buffer.open();
    pushed(buffer, 41, 42);
    expect(values(buffer.take())).toEqual(Array.from({ length: 30 }, (_, index) => 13 + index));
  });

  it('hands out what came since the last time, and all of it again after a rewind', () => {
    const buffer = new UtteranceBuffer();
    buffer.open();
    pushed(buffer, 1, 2);
    expect(values(buffer.take())).toEqual([1, 2]);
    pushed(buffer, 3, 3);
    expect(values(buffer.take())).toEqual([3]);
    buffer.rewind();
    expect(values(buffer.take())).toEqual([1, 2, 3]);
  });

  it('forgets an utterance when it is closed, and keeps what came behind it as padding', () => {
    const buffer = new UtteranceBuffer();
    buffer.open();
    pushed(buffer, 1, 5);
    buffer.take();
    pushed(buffer, 6, 7);
    buffer.close();
    buffer.open();
    pushed(buffer, 8, 8);
    expect(values(buffer.take())).toEqual([6, 7, 8]);
  });

  it('keeps the beginning of one who waits too long, and counts what it lost', () => {
    const buffer = new UtteranceBuffer(100);
    buffer.open();
    pushed(buffer, 1, 8);
    expect(values(buffer.take())).toEqual([1, 2, 3, 4, 5]);
    expect(buffer.droppedFrames).toBe(3);
  });

  it('loses nothing of somebody who streams live, however long', () => {
    const buffer = new UtteranceBuffer(100);
    buffer.open();
    const out: number[] = [];
    for (let value = 1; value <= 50; value++) {
      buffer.push(frame(value));
      out.push(...values(buffer.take()));
    }
    expect(out).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(buffer.droppedFrames).toBe(0);
  });

  it('gives out every frame of an utterance once and in order, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (takes) => {
        const buffer = new UtteranceBuffer();
        buffer.open();
        const out: number[] = [];
        takes.forEach((take, index) => {
          buffer.push(frame(index));
          if (take) out.push(...values(buffer.take()));
        });
        out.push(...values(buffer.take()));
        expect(out).toEqual(takes.map((_, index) => index));
      }),
    );
  });
});
