import { Concealer } from './concealer.ts';
import { FRAME_SAMPLES, type Frame, msToSamples } from './format.ts';
import { JitterBuffer, type JitterStep, type RtpPacket } from './jitterBuffer.ts';
import { SampleQueue } from './sampleQueue.ts';
import type { TrackCounters } from './trackCounters.ts';

/** Turns one speaker's Opus packets into 24 kHz mono samples. It has memory: one a speaker. */
export interface FrameDecoder {
  /** The packet's sound, or `undefined` when it cannot be decoded. */
  decode(opus: Uint8Array): Int16Array | undefined;
  /** One frame in place of a lost one, or `undefined` when nothing was decoded yet. */
  conceal(): Int16Array | undefined;
  release(): void;
}

/** One second of sound may wait for the mix; more than that is a stream gone wrong. */
const MAX_QUEUED_MS = 1000;

/**
 * One speaker's sound on its way to the model: puts packets in order (a packet in order is queued in the call that brings it),
 * decodes them, conceals what is lost, and queues whole frames for the mix.
 */
export class SpeakerTrack {
  readonly #decoder: FrameDecoder;
  readonly #jitter = new JitterBuffer();
  readonly #concealer: Concealer;
  readonly #queue = new SampleQueue(msToSamples(MAX_QUEUED_MS));
  readonly #counts = { undecodablePackets: 0, concealedFrames: 0, overflowedFrames: 0 };
  /** Frames that the mix took in place of packets since the last one. */
  #filledFrames = 0;
  #active = false;
  #lastPacketMs = Number.NEGATIVE_INFINITY;

  constructor(decoder: FrameDecoder) {
    this.#decoder = decoder;
    this.#concealer = new Concealer(decoder);
  }

  get counters(): TrackCounters {
    return { ...this.#jitter.counters, ...this.#counts };
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

  /** How long a missing packet is waited for at present: 0 while the line is even. */
  get delayMs(): number {
    return this.#jitter.delayMs;
  }

  /** Takes one packet in. Answers false when it was dropped as late or double. */
  push(packet: RtpPacket, nowMs: number): boolean {
    const steps = this.#jitter.push(packet, nowMs);
    if (steps === undefined) return false;
    this.#active = true;
    this.#lastPacketMs = nowMs;
    this.#follow(steps);
    return true;
  }

  /** To be called every 20 ms while {@link active}: gives up waiting for packets that are too late. */
  tick(nowMs: number): void {
    this.#follow(this.#jitter.tick(nowMs));
  }

  /** The next whole frame, or `undefined`. */
  take(): Frame | undefined {
    if (this.#queue.length < FRAME_SAMPLES) return undefined;
    const frame = new Int16Array(FRAME_SAMPLES);
    this.#queue.takeInto(frame);
    return frame;
  }

  /**
   * The mix can wait no longer and nothing is queued: a frame in place of the one that did not come, or `undefined` when the mix
   * is to send silence. A loss that shows later is not concealed a second time; what was only late is still queued when it comes.
   */
  fill(): Frame | undefined {
    this.#filledFrames += 1;
    this.#conceal();
    return this.take();
  }

  /** The transmission is over; what waits still goes out, invented sound fades, a frame begun is filled up with silence. */
  end(): void {
    this.#follow(this.#jitter.end());
    const fade = this.#concealer.fade();
    if (fade !== undefined) this.#enqueueConcealed(fade);
    this.#active = false;
    const rest = this.#queue.length % FRAME_SAMPLES;
    if (rest > 0) this.#queue.push(new Int16Array(FRAME_SAMPLES - rest));
  }

  /** Forgets what waits and ends the transmission. */
  clear(): void {
    this.#jitter.clear();
    this.#concealer.sounded();
    this.#queue.clear();
    this.#active = false;
  }

  release(): void {
    this.clear();
    this.#decoder.release();
  }

  #follow(steps: readonly JitterStep[]): void {
    for (const step of steps) {
      if (step.type === 'packet') this.#decode(step.opus);
      else this.#bridge(step.frames - this.#filledFrames);
    }
  }

  #bridge(lostFrames: number): void {
    for (let index = 0; index < lostFrames; index++) if (!this.#conceal()) return;
  }

  #decode(opus: Uint8Array): void {
    this.#filledFrames = 0;
    const samples = this.#decoder.decode(opus);
    if (samples === undefined) {
      this.#counts.undecodablePackets += 1;
      this.#conceal();
      return;
    }
    this.#concealer.sounded();
    this.#enqueue(samples);
  }

  /** Stands in for one missing frame; false when silence has to do. */
  #conceal(): boolean {
    const samples = this.#concealer.next();
    if (samples === undefined) return false;
    this.#enqueueConcealed(samples);
    return true;
  }

  #enqueueConcealed(samples: Int16Array): void {
    this.#counts.concealedFrames += 1;
    this.#enqueue(samples);
  }

  #enqueue(samples: Int16Array): void {
    if (!this.#queue.push(samples)) {
      this.#counts.overflowedFrames += Math.ceil(samples.length / FRAME_SAMPLES);
    }
  }
}
