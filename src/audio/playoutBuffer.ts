import { FRAME_SAMPLES, type Frame, msToSamples, samplesToMs, silentFrame } from './format.ts';
import { applyGainRamp, gainFromDb, samplesFromBytes } from './pcm.ts';
import { type PartName, type PartPlayback, PlayedLedger } from './playedLedger.ts';
import { SampleQueue } from './sampleQueue.ts';

/** Which samples of which part one outgoing frame holds; empty for a frame that only bridges an underrun. */
export type FrameContent = readonly { part: PartName; samples: number }[];

/** The longest answer that is kept: ten minutes of sound. */
const MAX_BUFFERED_MS = 600_000;
const NOTHING: FrameContent = [];

/** A run of samples of one part that waits. */
interface Run {
  part: PartName;
  samples: number;
}

/**
 * One answer's sound on its way to Discord: filled by deltas as fast as they come, emptied frame by frame as the player pulls.
 * When it runs dry before its end the frame is silence (an underrun); it is over when it was closed and is empty, or was cut.
 */
export class PlayoutBuffer {
  readonly ledger = new PlayedLedger();
  readonly #queue = new SampleQueue(msToSamples(MAX_BUFFERED_MS));
  readonly #runs: Run[] = [];
  #closed = false;
  #cut = false;
  #paused = false;
  #duckGain = 1;
  /** What the last sample that was pulled was multiplied by. */
  #gain = 1;
  #underrunFrames = 0;
  #droppedSamples = 0;

  /** Sound that waits, in ms. */
  get bufferedMs(): number {
    return samplesToMs(this.#queue.length);
  }

  get underrunFrames(): number {
    return this.#underrunFrames;
  }

  /** Sound that did not fit, in ms. */
  get droppedMs(): number {
    return samplesToMs(this.#droppedSamples);
  }

  /** Every sample that came has been played or cut away, and no more will come. */
  get over(): boolean {
    return this.#cut || (this.#closed && this.#queue.length === 0);
  }

  /** Adds a delta, PCM16 little-endian 24 kHz mono. After {@link cut} or {@link close} it is ignored. */
  append(part: PartName, pcm: Uint8Array): void {
    if (this.#cut || this.#closed) return;
    const samples = samplesFromBytes(pcm);
    if (!this.#queue.push(samples)) {
      this.#droppedSamples += samples.length;
      return;
    }
    this.ledger.received(part, samples.length);
    const last = this.#runs.at(-1);
    if (last !== undefined && isSamePart(last.part, part)) last.samples += samples.length;
    else this.#runs.push({ part, samples: samples.length });
  }

  /** The whole answer has come. */
  close(): void {
    this.#closed = true;
  }

  /** Nothing more is to be played. */
  cut(): void {
    this.#cut = true;
    this.#queue.clear();
    this.#runs.length = 0;
  }

  /** Makes it quieter (0 dB: as it came); the change is ramped over one frame. */
  duck(db: number): void {
    this.#duckGain = gainFromDb(db);
  }

  /** Fades out within one frame and waits. {@link resume} goes on with the very next sample. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  /** The next 20 ms and what they hold; `null` when the answer is {@link over}. */
  pull(): { samples: Frame; content: FrameContent } | null {
    if (this.over) return null;
    const samples = silentFrame();
    if (this.#paused && this.#gain === 0) return { samples, content: NOTHING };
    if (this.#queue.length < FRAME_SAMPLES && !this.#closed) {
      this.#underrunFrames += 1;
      return { samples, content: NOTHING };
    }
    const taken = this.#queue.takeInto(samples);
    const gain = this.#paused ? 0 : this.#duckGain;
    applyGainRamp(samples, this.#gain, gain);
    this.#gain = gain;
    return { samples, content: this.#account(taken) };
  }

  /** The frame with this content left for Discord. */
  left(content: FrameContent): void {
    for (const { part, samples } of content) this.ledger.played(part, samples);
  }

  parts(): PartPlayback<PartName>[] {
    return this.ledger.parts();
  }

  #account(taken: number): FrameContent {
    const content: { part: PartName; samples: number }[] = [];
    let rest = taken;
    while (rest > 0) {
      const run = this.#runs[0];
      if (run === undefined) break;
      const samples = Math.min(rest, run.samples);
      content.push({ part: run.part, samples });
      run.samples -= samples;
      rest -= samples;
      if (run.samples === 0) this.#runs.shift();
    }
    return content;
  }
}

function isSamePart(one: PartName, other: PartName): boolean {
  return (
    one.responseId === other.responseId &&
    one.itemId === other.itemId &&
    one.contentIndex === other.contentIndex
  );
}
