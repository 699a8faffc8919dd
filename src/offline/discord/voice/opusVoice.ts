import opus from '@discordjs/opus';
import { FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../../audio/format.ts';
import { upsampleToStereo } from './upsampling.ts';

/** What the encoder is fed with: as Discord's own clients do, or the smallest thing every client plays. */
export type VoiceFormat = 'stereo48k' | 'mono24k';

const DISCORD_RATE_HZ = 48_000;
const BITRATE_BPS = 64_000;
/** No Opus packet of 20 ms is longer. */
const MAX_PACKET_BYTES = 1276;

/** A person's encoder: PCM16 24 kHz mono in, Opus packets of 20 ms out. */
export class VoiceEncoder {
  readonly #format: VoiceFormat;
  readonly #encoder: opus.OpusEncoder;

  constructor(format: VoiceFormat) {
    this.#format = format;
    this.#encoder =
      format === 'stereo48k'
        ? new opus.OpusEncoder(DISCORD_RATE_HZ, 2)
        : new opus.OpusEncoder(SAMPLE_RATE_HZ, 1);
    this.#encoder.setBitrate(BITRATE_BPS);
  }

  /** The frame of `pcm` that starts at sample `from`; what lies beyond the end is silence. */
  encodeFrame(pcm: Int16Array, from: number): Buffer {
    if (this.#format === 'stereo48k') {
      return this.#encoder.encode(bytesOf(upsampleToStereo(pcm, from, FRAME_SAMPLES)));
    }
    const frame = new Int16Array(FRAME_SAMPLES);
    frame.set(pcm.subarray(from, from + FRAME_SAMPLES));
    return this.#encoder.encode(bytesOf(frame));
  }
}

/** All packets of an utterance, encoded ahead of time by an encoder of its own. */
export function encodeVoice(pcm: Int16Array, format: VoiceFormat = 'stereo48k'): Buffer[] {
  const encoder = new VoiceEncoder(format);
  const packets: Buffer[] = [];
  for (let from = 0; from < pcm.length; from += FRAME_SAMPLES) packets.push(encoder.encodeFrame(pcm, from));
  return packets;
}

/** One speaker's decoder: any Opus packet of 20 ms to a frame of PCM16 24 kHz mono. */
export class VoiceDecoder {
  readonly #decoder = new opus.OpusEncoder(SAMPLE_RATE_HZ, 1);

  /** The frame, or undefined for what is no packet of 20 ms. */
  decode(packet: Buffer): Int16Array | undefined {
    if (packet.length === 0 || packet.length > MAX_PACKET_BYTES) return undefined;
    try {
      const bytes = this.#decoder.decode(packet);
      if (bytes.length !== FRAME_BYTES) return undefined;
      return new Int16Array(Uint8Array.from(bytes).buffer);
    } catch {
      return undefined;
    }
  }
}

function bytesOf(pcm: Int16Array): Buffer {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}
