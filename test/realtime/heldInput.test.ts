import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Counters } from '../../src/realtime/counters.ts';
import {
  HeldInput,
  MAX_HELD_AUDIO_BYTES,
  MAX_HELD_COMMITS,
  MAX_HELD_EVENTS,
} from '../../src/realtime/heldInput.ts';

const SECOND_BYTES = 48_000;

function heldWith(commitDropped = () => {}): { held: HeldInput; counters: Counters } {
  const counters = new Counters();
  return { held: new HeldInput(counters, commitDropped), counters };
}

describe('held input', () => {
  it('comes out as it went in', () => {
    const { held } = heldWith();
    held.audio(new Uint8Array([1, 1]));
    held.event({ type: 'text' });
    held.audio(new Uint8Array([2, 2]));
    held.commit();
    expect(held.take()).toEqual([
      { kind: 'audio', pcm: new Uint8Array([1, 1]) },
      { kind: 'event', event: { type: 'text' } },
      { kind: 'audio', pcm: new Uint8Array([2, 2]) },
      { kind: 'commit' },
    ]);
    expect(held.take()).toEqual([]);
    expect(held.audioBytes).toBe(0);
  });

  it('keeps its own copy, even of a Buffer', () => {
    const { held } = heldWith();
    const microphone = Buffer.from([1, 1]);
    held.audio(microphone);
    microphone.fill(9);
    expect(held.take()).toEqual([{ kind: 'audio', pcm: new Uint8Array([1, 1]) }]);
  });

  it('keeps the last five seconds and counts what it drops', () => {
    const { held, counters } = heldWith();
    for (let second = 1; second <= 7; second += 1) held.audio(new Uint8Array(SECOND_BYTES).fill(second));
    const kept = held.take().map((one) => (one.kind === 'audio' ? one.pcm[0] : undefined));
    expect(kept).toEqual([3, 4, 5, 6, 7]);
    expect(counters.view).toEqual({ appendsDroppedWhileHeld: 2 });
  });

  it('drops a piece that is larger than all it may keep', () => {
    const { held, counters } = heldWith();
    held.audio(new Uint8Array(MAX_HELD_AUDIO_BYTES + 2));
    expect(held.take()).toEqual([]);
    expect(counters.view).toEqual({ appendsDroppedWhileHeld: 1 });
  });

  it('keeps every commit in its place, even one that has lost its sound', () => {
    const { held } = heldWith();
    held.commit();
    held.audio(new Uint8Array(SECOND_BYTES));
    held.commit();
    for (let second = 1; second <= 5; second += 1) held.audio(new Uint8Array(SECOND_BYTES));
    expect(held.take().map(({ kind }) => kind)).toEqual([
      'commit',
      'commit',
      ...Array.from({ length: 5 }, () => 'audio'),
    ]);
  });

  it('keeps a bounded number of commits, and tells of the others', () => {
    let dropped = 0;
    const { held, counters } = heldWith(() => {
      dropped += 1;
    });
    for (let number = 0; number < MAX_HELD_COMMITS + 3; number += 1) held.commit();
    expect(dropped).toBe(3);
    expect(counters.view).toEqual({ commitsDropped: 3 });
    expect(held.take()).toHaveLength(MAX_HELD_COMMITS);
    held.commit();
    expect(dropped).toBe(3);
  });

  it('forgets on request what was not committed, and nothing else', () => {
    const { held } = heldWith();
    held.audio(new Uint8Array([1, 1]));
    held.commit();
    held.audio(new Uint8Array([2, 2]));
    held.event({ type: 'text' });
    held.clearInput();
    expect(held.audioBytes).toBe(2);
    expect(held.take().map(({ kind }) => kind)).toEqual(['audio', 'commit', 'event']);
  });

  it('keeps a bounded number of other events, the newest', () => {
    const { held, counters } = heldWith();
    held.audio(new Uint8Array([1, 1]));
    for (let number = 0; number < MAX_HELD_EVENTS + 3; number += 1) held.event({ type: `text ${number}` });
    const kept = held.take();
    expect(kept).toHaveLength(MAX_HELD_EVENTS + 1);
    expect(kept[1]).toEqual({ kind: 'event', event: { type: 'text 3' } });
    expect(counters.view).toEqual({ heldEventsDropped: 3 });
  });

  it('is bounded and in order whatever happens', () => {
    const step = fc.oneof(
      fc.integer({ min: 1, max: 60_000 }).map((samples) => ({ samples })),
      fc.constantFrom('commit', 'event', 'clear'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { held } = heldWith();
        let made = 0;
        let commits = 0;
        for (const one of steps) {
          if (one === 'commit') {
            held.commit();
            commits += 1;
          }
          if (one === 'clear') held.clearInput();
          else if (one === 'event') held.event({ type: 'text', made: made++ });
          else if (typeof one === 'object') held.audio(new Uint8Array(one.samples * 2));
          expect(held.audioBytes).toBeLessThanOrEqual(MAX_HELD_AUDIO_BYTES);
        }
        const bytes = held.audioBytes;
        const kept = held.take();
        let sum = 0;
        let lastMade = -1;
        for (const one of kept) {
          if (one.kind === 'audio') {
            sum += one.pcm.length;
          } else if (one.kind === 'commit') {
            commits -= 1;
          } else {
            expect(Number(one.event.made)).toBeGreaterThan(lastMade);
            lastMade = Number(one.event.made);
          }
        }
        expect(sum).toBe(bytes);
        expect(
          commits === 0 || kept.filter(({ kind }) => kind === 'commit').length === MAX_HELD_COMMITS,
        ).toBe(true);
      }),
    );
  });
});
