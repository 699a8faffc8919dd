import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MS } from '../../src/audio/format.ts';
import { MAX_SENT_MS, MAX_UNNOTICED_MS, SentSound } from '../../src/conversation/sentSound.ts';

const FRAME = (number: number): Uint8Array => Uint8Array.of(number & 0xff, (number >> 8) & 0xff);
const numberOf = (frame: Uint8Array): number => (frame[0] ?? 0) + ((frame[1] ?? 0) << 8);

function send(sound: SentSound, from: number, to: number): void {
  for (let number = from; number < to; number++) sound.add(FRAME(number));
}

const numbers = (frames: readonly Uint8Array[]): number[] => frames.map(numberOf);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('what another session would have to hear', () => {
  it('is what is being said, from where the model heard it begin', () => {
    const sound = new SentSound();
    send(sound, 0, 50);
    sound.started('a', 20 * FRAME_MS);
    send(sound, 50, 80);
    expect(sound.holdsSpeech).toBe(true);
    expect(numbers(sound.startAnew())).toEqual(range(20, 80));
  });

  it('is also a turn that is neither written down nor answered, and counts from its session', () => {
    const sound = new SentSound();
    send(sound, 0, 50);
    sound.startAnew();
    sound.started('a', 10 * FRAME_MS);
    sound.stopped('a', 30 * FRAME_MS);
    sound.started('b', 40 * FRAME_MS);
    expect(numbers(sound.startAnew())).toEqual([...range(10, 30), ...range(40, 50)]);
  });

  it('is nothing of what is written down or answered', () => {
    const sound = new SentSound();
    send(sound, 0, 50);
    for (const [index, itemId] of ['a', 'b', 'c'].entries()) {
      sound.started(itemId, index * 200);
      sound.stopped(itemId, index * 200 + 200);
    }
    sound.written('b');
    expect(numbers(sound.startAnew()).slice(0, 20)).toEqual([...range(0, 10), ...range(20, 30)]);
    sound.started('a', 0);
    sound.stopped('a', 400);
    sound.answered();
    sound.cleared();
    expect(sound.startAnew()).toEqual([]);
  });

  it('is what came of late, where the model has heard nobody for long', () => {
    const sound = new SentSound();
    send(sound, 0, 10);
    sound.started('a', 0);
    sound.stopped('a', 200);
    sound.answered();
    send(sound, 10, 3_000);
    const kept = MAX_UNNOTICED_MS / FRAME_MS;
    expect(numbers(sound.startAnew())).toEqual(range(3_000 - kept, 3_000));
  });

  it('is bounded, in order, and each frame is in it once, whatever comes', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('add' as const), count: fc.nat(2_000) }),
      fc.record({ type: fc.constantFrom('started' as const, 'stopped' as const), atMs: fc.nat(90_000) }),
      fc.record({ type: fc.constantFrom('answered' as const, 'cleared' as const, 'startAnew' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const sound = new SentSound();
        let sent = 0;
        for (const one of steps) {
          if (one.type === 'add') {
            send(sound, sent, sent + one.count);
            sent += one.count;
          } else if (one.type === 'started' || one.type === 'stopped') sound[one.type]('a', one.atMs);
          else sound[one.type]();
        }
        const kept = numbers(sound.startAnew());
        expect(kept.length).toBeLessThanOrEqual(MAX_SENT_MS / FRAME_MS);
        expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});
