import type { Frame } from '../audio/format.ts';
import { ParleyError } from '../errors.ts';
import { OpusFrameDecoder, OpusFrameEncoder } from './opusCodec.ts';

/** A speaker's decoder on loan. After `release` it must not be used: it may already serve somebody else. */
export interface FrameDecoder {
  /** Samples of one packet at 24 kHz mono, `undefined` when it is no Opus packet. */
  decode(packet: Uint8Array): Int16Array | undefined;
  /** 480 samples in place of one lost frame, `undefined` while nothing was decoded. */
  conceal(): Frame | undefined;
  release(): void;
}

/** An encoder on loan. */
export interface FrameEncoder {
  /** One 20 ms packet of exactly 480 samples; any other number throws `audio_invalid`. */
  encode(frame: Frame): Buffer;
  reset(): void;
  release(): void;
}

/** How many codecs may be out at once, and how many are kept for the next borrower (each is about 60 KB of native memory). */
export interface CodecPoolLimits {
  maxLent: number;
  maxIdle: number;
}

const DEFAULT_LIMITS = { maxLent: 1024, maxIdle: 32 } as const satisfies CodecPoolLimits;

/** One kind of codec: lends, resets on return, keeps a few. */
class Shelf<Codec extends { reset(): void }> {
  readonly #make: () => Codec;
  readonly #limits: CodecPoolLimits;
  readonly #idle: Codec[] = [];
  #lent = 0;

  constructor(limits: CodecPoolLimits, make: () => Codec) {
    this.#limits = limits;
    this.#make = make;
  }

  get lent(): number {
    return this.#lent;
  }

  get idle(): number {
    return this.#idle.length;
  }

  borrow(): Codec {
    if (this.#lent >= this.#limits.maxLent) {
      throw new ParleyError(`All ${this.#limits.maxLent} Opus codecs are in use.`, {
        code: 'internal',
        retryable: true,
        tellPerson: 'Too many people are speaking to Parley at once. Please try again in a moment.',
      });
    }
    const codec = this.#idle.pop() ?? this.#make();
    this.#lent += 1;
    return codec;
  }

  giveBack(codec: Codec): void {
    this.#lent -= 1;
    if (this.#idle.length >= this.#limits.maxIdle) return;
    codec.reset();
    this.#idle.push(codec);
  }
}

/** What a borrower holds: its codec until it gives it back, an error from then on. */
class Loan<Codec extends { reset(): void }> {
  readonly #shelf: Shelf<Codec>;
  #codec: Codec | undefined;

  constructor(shelf: Shelf<Codec>) {
    this.#shelf = shelf;
    this.#codec = shelf.borrow();
  }

  get codec(): Codec {
    if (this.#codec === undefined)
      throw new ParleyError('This codec was given back.', { code: 'audio_invalid' });
    return this.#codec;
  }

  release(): void {
    const codec = this.#codec;
    if (codec === undefined) return;
    this.#codec = undefined;
    this.#shelf.giveBack(codec);
  }
}

/** Opus codecs of one process, made when first needed and used again: native memory is freed only by a garbage collection. */
export class CodecPool {
  readonly #decoders: Shelf<OpusFrameDecoder>;
  readonly #encoders: Shelf<OpusFrameEncoder>;

  constructor(limits: CodecPoolLimits = DEFAULT_LIMITS) {
    this.#decoders = new Shelf(limits, () => new OpusFrameDecoder());
    this.#encoders = new Shelf(limits, () => new OpusFrameEncoder());
  }

  /** How many codecs are out and how many wait, for metrics and tests. */
  get usage(): { lentDecoders: number; idleDecoders: number; lentEncoders: number; idleEncoders: number } {
    return {
      lentDecoders: this.#decoders.lent,
      idleDecoders: this.#decoders.idle,
      lentEncoders: this.#encoders.lent,
      idleEncoders: this.#encoders.idle,
    };
  }

  /** @throws ParleyError `internal` when all are in use. */
  borrowDecoder(): FrameDecoder {
    const loan = new Loan(this.#decoders);
    return {
      decode: (packet) => loan.codec.decode(packet),
      conceal: () => loan.codec.conceal(),
      release: () => loan.release(),
    };
  }

  /** @throws ParleyError `internal` when all are in use. */
  borrowEncoder(): FrameEncoder {
    const loan = new Loan(this.#encoders);
    return {
      encode: (frame) => loan.codec.encode(frame),
      reset: () => loan.codec.reset(),
      release: () => loan.release(),
    };
  }
}
