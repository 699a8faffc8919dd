import opus from '@discordjs/opus';
import { BYTES_PER_SAMPLE, FRAME_SAMPLES, type Frame, SAMPLE_RATE_HZ } from '../audio/format.ts';
import { ParleyError } from '../errors.ts';
import { concealmentPacket, packetDurationMs } from './opusPacket.ts';

const MONO = 1;

/** `OPUS_RESET_STATE`: a codec forgets what it heard and is as new. A SET-like request; GET requests crash the native module. */
const OPUS_RESET_STATE = 4028;

/** `OPUS_SET_COMPLEXITY`, 0..10. */
const OPUS_SET_COMPLEXITY = 4010;

/** Half-way: two thirds of the default's time for a third of a decibel (`npm run bench -- --only soundQuality`). */
const ENCODER_COMPLEXITY = 5;

/** Transparent for 24 kHz speech, and what Discord gives a channel by default. */
const ENCODER_BITS_PER_SECOND = 64_000;

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/**
 * A native codec at 24 kHz mono. libopus converts from and to Discord's 48 kHz stereo itself, so there is no resampler.
 * One object serves one direction of one stream: the other half of the native codec is never touched and so never allocated.
 */
class NativeCodec {
  readonly #native = new opus.OpusEncoder(SAMPLE_RATE_HZ, MONO);

  decode(packet: Uint8Array): Int16Array {
    const bytes = this.#native.decode(Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength));
    const { buffer, byteOffset, byteLength } =
      bytes.byteOffset % BYTES_PER_SAMPLE === 0 ? bytes : new Uint8Array(bytes);
    return new Int16Array(buffer, byteOffset, byteLength / BYTES_PER_SAMPLE);
  }

  encode(frame: Frame): Buffer {
    return this.#native.encode(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength));
  }

  setBitrate(bitsPerSecond: number): void {
    this.#native.setBitrate(bitsPerSecond);
  }

  setComplexity(complexity: number): void {
    this.#native.applyEncoderCTL(OPUS_SET_COMPLEXITY, complexity);
  }

  resetDecoder(): void {
    this.#native.applyDecoderCTL(OPUS_RESET_STATE, 0);
  }

  resetEncoder(): void {
    this.#native.applyEncoderCTL(OPUS_RESET_STATE, 0);
  }
}

/** Decodes the Opus packets of one speaker to 24 kHz mono PCM. */
export class OpusFrameDecoder {
  readonly #codec = new NativeCodec();
  #lastToc: number | undefined;

  /**
   * @param packet one Opus packet as Discord delivers it, mono or stereo, 2.5 to 120 ms.
   * @returns its samples at 24 kHz mono (480 for Discord's 20 ms), or `undefined` when it is no Opus packet.
   */
  decode(packet: Uint8Array): Int16Array | undefined {
    const durationMs = packetDurationMs(packet);
    if (durationMs === undefined) return undefined;
    let samples: Int16Array;
    try {
      samples = this.#codec.decode(packet);
    } catch {
      // libopus says no to a packet that lies about its contents. Its state is unharmed: the next good one decodes.
      return undefined;
    }
    if (samples.length !== durationMs * SAMPLES_PER_MS) return undefined;
    this.#lastToc = packet[0];
    return samples;
  }

  /**
   * What one lost 20 ms frame may have sounded like, extrapolated from the sound before.
   * @returns 480 samples, or `undefined` while nothing was decoded.
   */
  conceal(): Frame | undefined {
    if (this.#lastToc === undefined) return undefined;
    const samples = this.#codec.decode(concealmentPacket(this.#lastToc));
    return samples.length === FRAME_SAMPLES ? samples : undefined;
  }

  /** Forgets the speaker: the next packet may be somebody else's. */
  reset(): void {
    this.#lastToc = undefined;
    this.#codec.resetDecoder();
  }
}

/** Encodes 24 kHz mono frames to Opus packets that every Discord client plays. */
export class OpusFrameEncoder {
  readonly #codec = new NativeCodec();

  constructor() {
    this.#codec.setBitrate(ENCODER_BITS_PER_SECOND);
    this.#codec.setComplexity(ENCODER_COMPLEXITY);
  }

  /**
   * @param frame exactly 480 samples: the native encoder ends the process when given any other number.
   * @returns one Opus packet of 20 ms.
   * @throws ParleyError `audio_invalid` for a frame of another size.
   */
  encode(frame: Frame): Buffer {
    if (frame.length !== FRAME_SAMPLES) {
      throw new ParleyError(`A frame has ${FRAME_SAMPLES} samples, not ${frame.length}.`, {
        code: 'audio_invalid',
      });
    }
    return this.#codec.encode(frame);
  }

  /** Forgets the sound before: the next frame starts something new. */
  reset(): void {
    this.#codec.resetEncoder();
  }
}
