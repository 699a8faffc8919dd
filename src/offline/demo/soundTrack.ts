import { FRAME_MS, FRAME_SAMPLES, msToSamples } from '../../audio/format.ts';
import { type HeardRun, placeInRun } from './heardRun.ts';

/** A packet this far from its place is late sound, not jitter: it is played where it came. */
const LARGEST_JITTER_MS = 80;

/** One channel of the recording, laid out in real time as a listener's jitter buffer would play it. */
export class SoundTrack {
  readonly samples: Int16Array;
  readonly #originMs: number;

  /** `originMs`: the monotonic time of the first sample. */
  constructor(originMs: number, durationMs: number) {
    this.#originMs = originMs;
    this.samples = new Int16Array(msToSamples(durationMs));
  }

  /** Adds what was heard: the first packet at its arrival, the others behind it in the order of the sender's numbering. */
  add(run: HeardRun): void {
    const first = run.packets[0];
    if (first === undefined) return;
    let anchorMs = first.atMs;
    for (const packet of run.packets) {
      if (packet.frame === undefined) continue;
      const lateMs = packet.atMs - anchorMs - placeInRun(run, packet) * FRAME_MS;
      if (lateMs > LARGEST_JITTER_MS) anchorMs += lateMs;
      const dueMs = anchorMs + placeInRun(run, packet) * FRAME_MS;
      this.#mix(packet.frame, msToSamples(dueMs - this.#originMs));
    }
  }

  #mix(frame: Int16Array, at: number): void {
    for (let index = 0; index < FRAME_SAMPLES; index++) {
      const place = at + index;
      if (place < 0 || place >= this.samples.length) continue;
      const sum = (this.samples[place] ?? 0) + (frame[index] ?? 0);
      this.samples[place] = Math.max(-32_768, Math.min(32_767, sum));
    }
  }
}

/** Two channels of equal length as one interleaved sound. */
export function stereo(left: Int16Array, right: Int16Array): Int16Array {
  const both = new Int16Array(left.length * 2);
  for (let index = 0; index < left.length; index++) {
    both[index * 2] = left[index] ?? 0;
    both[index * 2 + 1] = right[index] ?? 0;
  }
  return both;
}
