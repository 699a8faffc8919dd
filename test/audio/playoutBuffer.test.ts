import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { bytesFromSamples } from '../../src/audio/pcm.ts';
import { type FrameContent, PlayoutBuffer } from '../../src/audio/playoutBuffer.ts';

const part = (itemId: string) => ({ responseId: 'r', itemId, contentIndex: 0 });
const sound = (samples: number, value = 1) => bytesFromSamples(new Int16Array(samples).fill(value));

/** Pulls to the end and reports each frame as left. */
function playAll(buffer: PlayoutBuffer): Int16Array[] {
  const frames: Int16Array[] = [];
  for (let frame = buffer.pull(); frame !== null; frame = buffer.pull()) {
    frames.push(frame.samples);
    buffer.left(frame.content);
  }
  return frames;
}

describe('a playout buffer', () => {
  it('gives an answer out frame by frame and fills the last one with silence', () => {
    const buffer = new PlayoutBuffer();
    buffer.append(part('a'), sound(FRAME_SAMPLES + 100));
    buffer.close();
    const frames = playAll(buffer);
    expect(frames).toHaveLength(2);
    expect(frames[1]?.[99]).toBe(1);
    expect(frames[1]?.[100]).toBe(0);
    expect(buffer.over).toBe(true);
  });

  it('bridges an underrun with silence that is not counted as played', () => {
    const buffer = new PlayoutBuffer();
    buffer.append(part('a'), sound(100));
    const frame = buffer.pull();
    expect(frame?.content).toEqual([]);
    expect(frame?.samples.every((sample) => sample === 0)).toBe(true);
    expect(buffer.underrunFrames).toBe(1);
    buffer.append(part('a'), sound(FRAME_SAMPLES));
    expect(buffer.pull()?.content).toEqual([{ part: part('a'), samples: FRAME_SAMPLES }]);
  });

  it('knows what was heard of each part when it is cut', () => {
    const buffer = new PlayoutBuffer();
    buffer.append(part('a'), sound(720));
    buffer.append(part('b'), sound(4800));
    buffer.close();
    for (let pulled = 0; pulled < 3; pulled++) {
      const frame = buffer.pull();
      if (frame !== null) buffer.left(frame.content);
    }
    buffer.pull();
    buffer.cut();
    expect(buffer.pull()).toBeNull();
    expect(buffer.parts()).toEqual([
      { part: part('a'), receivedMs: 30, playedMs: 30, whole: true },
      { part: part('b'), receivedMs: 200, playedMs: 30, whole: false },
    ]);
  });

  it('ignores sound that comes after the cut', () => {
    const buffer = new PlayoutBuffer();
    buffer.append(part('a'), sound(FRAME_SAMPLES));
    buffer.cut();
    buffer.append(part('a'), sound(FRAME_SAMPLES));
    expect(buffer.pull()).toBeNull();
    expect(buffer.parts()[0]?.receivedMs).toBe(20);
  });

  it('holds ten minutes and counts what does not fit', () => {
    const buffer = new PlayoutBuffer();
    const minute = sound(60 * 24_000);
    for (let minutes = 0; minutes < 11; minutes++) buffer.append(part('a'), minute);
    expect(buffer.bufferedMs).toBe(600_000);
    expect(buffer.droppedMs).toBe(60_000);
  });

  it('is ducked and raised again by a ramp over one frame', () => {
    const buffer = new PlayoutBuffer();
    buffer.append(part('a'), sound(4 * FRAME_SAMPLES, 10_000));
    buffer.duck(-12);
    const ramp = buffer.pull()?.samples ?? new Int16Array(0);
    expect(ramp[0]).toBeGreaterThan(9900);
    expect(ramp.at(-1)).toBe(2512);
    expect(new Set(buffer.pull()?.samples)).toEqual(new Set([2512]));
    buffer.duck(0);
    expect(buffer.pull()?.samples.at(-1)).toBe(10_000);
    expect(new Set(buffer.pull()?.samples)).toEqual(new Set([10_000]));
  });

  it('pauses by fading out, and resumes at the very next sample', () => {
    const buffer = new PlayoutBuffer();
    buffer.append(
      part('a'),
      bytesFromSamples(Int16Array.from({ length: 3 * FRAME_SAMPLES }, (_, index) => 1000 + index)),
    );
    buffer.close();
    buffer.pause();
    expect(buffer.pull()?.samples.at(-1)).toBe(0);
    for (let waited = 0; waited < 5; waited++) expect(buffer.pull()?.content).toEqual([]);
    buffer.resume();
    const resumed = buffer.pull();
    expect(resumed?.content).toEqual([{ part: part('a'), samples: FRAME_SAMPLES }]);
    expect(resumed?.samples.at(-1)).toBe(1000 + 2 * FRAME_SAMPLES - 1);
    expect(buffer.pull()?.samples[0]).toBe(1000 + 2 * FRAME_SAMPLES);
    expect(buffer.underrunFrames).toBe(0);
  });

  it('plays every sample once and in order, whatever the sizes of the deltas', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 1500 })), { maxLength: 20 }),
        (deltas) => {
          const buffer = new PlayoutBuffer();
          const perPart = new Map<string, number>();
          let next = 1;
          for (const [itemId, length] of deltas) {
            const samples = Int16Array.from({ length }, () => 1 + (next++ % 30_000));
            buffer.append(part(itemId), bytesFromSamples(samples));
            perPart.set(itemId, (perPart.get(itemId) ?? 0) + length);
          }
          buffer.close();
          const contents: FrameContent[] = [];
          const out: number[] = [];
          for (let frame = buffer.pull(); frame !== null; frame = buffer.pull()) {
            contents.push(frame.content);
            out.push(...frame.samples);
          }
          expect(out.filter((sample) => sample !== 0)).toEqual(
            Array.from({ length: next - 1 }, (_, index) => 1 + ((index + 1) % 30_000)),
          );
          for (const content of contents) buffer.left(content);
          for (const { part: named, playedMs, whole } of buffer.parts()) {
            expect(playedMs).toBe((perPart.get(named.itemId) ?? 0) / 24);
            expect(whole).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
