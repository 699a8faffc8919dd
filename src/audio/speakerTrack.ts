import { FRAME_SAMPLES, type Frame, msToSamples } from './format.ts';
import { SampleQueue } from './sampleQueue.ts';

/** Turns one speaker's Opus packets into 24 kHz mono samples. It has memory: one a speaker. */
export interface FrameDecoder {
  /** The packet's sound, or `undefined` when it cannot be decoded. */
  decode(opus: Uint8Array): Int16Array | undefined;
  /** One frame in place of a lost one, or `undefined` when nothing was decoded yet. */
  conceal(): Int16Array | undefined;
  release(): void;
}

/** Counted events of one track. */
export interface TrackCounters {
  /** Packets that came twice, or after the one that should follow them. */
  latePackets: number;
  undecodablePackets: number;
  concealedFrames: number;
  /** Frames that found the queue full. */
  overflowedFrames: number;
}

/** The longest loss that concealment bridges: 60 ms. Beyond that it would invent speech. */
const MAX_CONCEALED_FRAMES = 3;
/** One second of sound may wait for the mix; more than that is a stream gone wrong. */
const MAX_QUEUED_MS = 1000;
/** A packet this many numbers behind is late; further away the sender has started numbering afresh. */
const SEQUENCE_WINDOW = 1000;
const SEQUENCE_MODULUS = 0x1_0000;

/** How far `sequence` is ahead of `previous` on the 16-bit circle, -32768..32767. */
function sequenceDistance(previous: number, sequence: number): number {
  const ahead = (sequence - previous) & (SEQUENCE_MODULUS - 1);
  return ahead >= SEQUENCE_MODULUS / 2 ? ahead - SEQUENCE_MODULUS : ahead;
}

/**
 * One speaker's sound on its way to the model: puts packets in order as far as the zero-delay path allows (late and double
 * ones are dropped), conceals short losses, and queues whole frames for the mix.
 */
export class SpeakerTrack {
  readonly counters: TrackCounters = {
    latePackets: 0,
    undecodablePackets: 0,
    concealedFrames: 0,
    overflowedFrames: 0,
  };
  readonly #decoder: FrameDecoder;
  readonly #queue = new SampleQueue(msToSamples(MAX_QUEUED_MS));
  #lastSequence: number | undefined;
  /** Frames of silence that the mix sent in this track's place since its last packet. */
  #filledFrames = 0;
  #active = false;
  #lastPacketMs = Number.NEGATIVE_INFINITY;

  constructor(decoder: FrameDecoder) {
    this.#decoder = decoder;
  }

  /** In the middle of a transmission: the mix waits for this track's next frame. */
  get active(): boolean {
    return this.#active;
  }

  get lastPacketMs(): number {
    return this.#lastPacketMs;
  }

  /** Whole frames that wait. */
  get queuedFrames(): number {
    return Math.floor(this.#queue.length / FRAME_SAMPLES);
  }

  /** Takes one packet in. Answers false when it was dropped as late or double. */
  push(opus: Uint8Array, sequence: number, nowMs: number): boolean {
    const distance = this.#lastSequence === undefined ? 1 : sequenceDistance(this.#lastSequence, sequence);
    if (distance <= 0 && distance > -SEQUENCE_WINDOW) {
      this.counters.latePackets += 1;
      return false;
    }
    if (this.#active && distance > 1) this.#concealLoss(distance - 1 - this.#filledFrames);
    this.#lastSequence = sequence;
    this.#filledFrames = 0;
    this.#active = true;
    this.#lastPacketMs = nowMs;
    const samples = this.#decoder.decode(opus);
    if (samples === undefined) {
      this.counters.undecodablePackets += 1;
      this.#concealLoss(1);
    } else this.#enqueue(samples);
    return true;
  }

  /** The mix sent a frame of silence in this track's place. */
  filled(): void {
    this.#filledFrames += 1;
  }

  /** The transmission is over; what is queued still goes out, a frame begun is filled up with silence. */
  end(): void {
    this.#active = false;
    this.#filledFrames = 0;
    const rest = this.#queue.length % FRAME_SAMPLES;
    if (rest > 0) this.#queue.push(new Int16Array(FRAME_SAMPLES - rest));
  }

  /** The next whole frame, or `undefined`. */
  take(): Frame | undefined {
    if (this.#queue.length < FRAME_SAMPLES) return undefined;
    const frame = new Int16Array(FRAME_SAMPLES);
    this.#queue.takeInto(frame);
    return frame;
  }

  /** Forgets what waits and ends the transmission. */
  clear(): void {
    this.#queue.clear();
    this.#active = false;
    this.#filledFrames = 0;
  }

  release(): void {
    this.clear();
    this.#decoder.release();
  }

  #concealLoss(lostFrames: number): void {
    for (let index = 0; index < Math.min(lostFrames, MAX_CONCEALED_FRAMES); index++) {
      const samples = this.#decoder.conceal();
      if (samples === undefined) return;
      this.counters.concealedFrames += 1;
      this.#enqueue(samples);
    }
  }

  #enqueue(samples: Int16Array): void {
    if (!this.#queue.push(samples)) {
      this.counters.overflowedFrames += Math.ceil(samples.length / FRAME_SAMPLES);
    }
  }
}
