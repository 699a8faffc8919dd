import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MS, FRAME_SAMPLES } from '../../src/audio/format.ts';
import { SpeakerTrack } from '../../src/audio/speakerTrack.ts';
import { DEFAULT_UPLINK_TIMING, UplinkMixer } from '../../src/audio/uplinkMixer.ts';
import { CONCEALED_SAMPLE, countingDecoder } from './countingDecoder.ts';

/** An uplink with people in it, and what it sent: the value of each frame with its time. */
class Room {
  readonly sent: { value: number; atMs: number }[] = [];
  readonly #sequences = new Map<string, number>();
  readonly #tracks = new Map<string, SpeakerTrack>();
  readonly #concealedSample: number;
  nowMs = 0;
  readonly mixer = new UplinkMixer(DEFAULT_UPLINK_TIMING, (frame) => {
    this.sent.push({ value: frame[0] ?? 0, atMs: this.nowMs });
  });

  constructor(concealedSample: number = CONCEALED_SAMPLE) {
    this.#concealedSample = concealedSample;
  }

  packet(userId: string, value: number): void {
    let track = this.#tracks.get(userId);
    if (track === undefined) {
      track = new SpeakerTrack(countingDecoder(FRAME_SAMPLES, this.#concealedSample));
      this.#tracks.set(userId, track);
      this.mixer.add(userId, track);
    }
    const sequence = (this.#sequences.get(userId) ?? 0) + 1;
    this.#sequences.set(userId, sequence);
    track.push({ opus: Uint8Array.of(value), sequence, timestamp: sequence * 960, ssrc: 1 }, this.nowMs);
    this.mixer.flow(this.nowMs);
  }

  /** A packet that never comes. */
  lose(userId: string): void {
    this.#sequences.set(userId, (this.#sequences.get(userId) ?? 0) + 1);
  }

  end(userId: string): void {
    this.#tracks.get(userId)?.end();
  }

  /** Advances to the next beat of the tick. */
  beat(): void {
    this.nowMs += FRAME_MS;
    this.mixer.tick(this.nowMs);
  }

  get values(): number[] {
    return this.sent.map(({ value }) => value);
  }
}

describe('the uplink with one speaker', () => {
  it('sends each frame the moment its packet is there', () => {
    const room = new Room();
    room.nowMs = 7;
    room.packet('mia', 1);
    room.nowMs = 27;
    room.packet('mia', 2);
    expect(room.sent).toEqual([
      { value: 1, atMs: 7 },
      { value: 2, atMs: 27 },
    ]);
  });

  it('sends real-time silence after the end mark, then nothing', () => {
    const room = new Room();
    room.packet('mia', 1);
    room.end('mia');
    for (let beat = 0; beat < 500; beat++) room.beat();
    expect(room.values[0]).toBe(1);
    expect(room.values.length).toBe(DEFAULT_UPLINK_TIMING.trailingSilenceMs / FRAME_MS + 1);
    expect(room.mixer.quiet).toBe(true);
  });

  it('goes on with silence while the model has not heard the end of the turn, but not for ever', () => {
    const room = new Room();
    room.packet('mia', 1);
    room.end('mia');
    room.mixer.holdOpen(true);
    for (let beat = 0; beat < 200; beat++) room.beat();
    expect(room.mixer.quiet).toBe(false);
    for (let beat = 0; beat < 400; beat++) room.beat();
    expect(room.mixer.quiet).toBe(true);
  });

  it('ends a speaker whose packets stop without the end mark', () => {
    const room = new Room();
    room.packet('mia', 1);
    for (let beat = 0; beat < 10; beat++) room.beat();
    // Concealment and the silence behind it keep step with the clock: 200 ms have gone by since the frame.
    expect(room.values).toEqual([1, ...new Array(4).fill(CONCEALED_SAMPLE), ...new Array(6).fill(0)]);
  });

  it('catches up after a stall: nothing is lost, and the silence behind is shorter by as much', () => {
    const room = new Room();
    room.packet('mia', 1);
    for (let beat = 0; beat < 10; beat++) room.beat();
    for (const value of [2, 3, 4, 5]) room.packet('mia', value);
    room.end('mia');
    expect(room.values.filter((value) => value > 0)).toEqual([1, 2, 3, 4, 5]);
    const sentAtBurst = room.sent.length;
    for (let beat = 0; beat < 4; beat++) room.beat();
    expect(room.sent.length).toBe(sentAtBurst);
    room.beat();
    expect(room.sent.length).toBe(sentAtBurst + 1);
  });
});

describe('the uplink on an uneven line', () => {
  it('sends what a gap held up at the tick that gives it up', () => {
    const room = new Room();
    room.packet('mia', 1);
    room.nowMs = 45;
    room.packet('mia', 2);
    room.lose('mia');
    room.packet('mia', 4);
    expect(room.values).toEqual([1, 2]);
    room.nowMs = 60;
    room.beat();
    expect(room.values).toEqual([1, 2, CONCEALED_SAMPLE, 4]);
  });
});

describe('the uplink with several speakers', () => {
  it('adds them up, never puts them behind each other', () => {
    const room = new Room();
    for (let frame = 0; frame < 5; frame++) {
      room.packet('mia', 1);
      room.packet('tom', 20);
      room.nowMs += FRAME_MS;
    }
    // The first frame of the first speaker went out before anybody knew of the second.
    expect(room.values).toEqual([1, 21, 21, 21, 21]);
  });

  it('does not wait for one who has fallen silent', () => {
    const room = new Room();
    room.packet('mia', 1);
    room.packet('tom', 20);
    room.end('tom');
    room.nowMs += FRAME_MS;
    room.packet('mia', 2);
    expect(room.values).toEqual([1, 22]);
  });

  it('waits 60 ms at the most for one whose packet is late', () => {
    const room = new Room();
    room.packet('mia', 1);
    room.packet('tom', 20);
    for (let beat = 0; beat < 4; beat++) {
      room.packet('mia', 1);
      expect(room.sent).toHaveLength(2);
      room.beat();
    }
    expect(room.sent.at(-1)).toEqual({ value: 1 + CONCEALED_SAMPLE, atMs: 80 });
  });
});

describe('any pattern of packets', () => {
  it('loses no frame of anybody, keeps each in order, and keeps step with the clock', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.nat(9)), { maxLength: 200 }), (beats) => {
        const room = new Room(0);
        const pushed = { mia: 0, tom: 0 };
        for (const [mia, tom, dice] of beats) {
          if (mia) {
            room.packet('mia', 1);
            pushed.mia += 1;
          }
          if (tom) {
            room.packet('tom', 100);
            pushed.tom += 1;
          }
          if (dice === 0) room.end('mia');
          if (dice === 1) room.end('tom');
          room.beat();
        }
        for (let beat = 0; beat < 700; beat++) room.beat();
        expect(room.mixer.quiet).toBe(true);
        const total = room.values.reduce((sum, value) => sum + value, 0);
        expect(total).toBe(pushed.mia + 100 * pushed.tom);
      }),
      { numRuns: 60 },
    );
  });
});
