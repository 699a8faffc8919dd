/** The sample rate of everything between Discord and the model: the codec itself converts from and to Discord's 48 kHz. */
export const SAMPLE_RATE_HZ = 24_000;

/** Discord's packet length. One frame of PCM, one Opus packet, one beat of every clock in the sound path. */
export const FRAME_MS = 20;

/** Mono samples in one frame: 480. */
export const FRAME_SAMPLES = (SAMPLE_RATE_HZ * FRAME_MS) / 1000;

export const BYTES_PER_SAMPLE = 2;

/** Bytes of PCM16 in one frame: 960. */
export const FRAME_BYTES = FRAME_SAMPLES * BYTES_PER_SAMPLE;

/** One frame: exactly {@link FRAME_SAMPLES} mono samples at {@link SAMPLE_RATE_HZ}. */
export type Frame = Int16Array;

/** Opus silence: five of these mark the end of a transmission on Discord, in both directions. */
export const SILENCE_PACKET: Uint8Array = new Uint8Array([0xf8, 0xff, 0xfe]);

/** Is this packet Discord's silence frame? */
export function isSilencePacket(packet: Uint8Array): boolean {
  return (
    packet.length === SILENCE_PACKET.length && SILENCE_PACKET.every((byte, index) => packet[index] === byte)
  );
}

/** Samples to milliseconds at {@link SAMPLE_RATE_HZ}. */
export function samplesToMs(samples: number): number {
  return (samples * 1000) / SAMPLE_RATE_HZ;
}

/** Milliseconds to whole samples at {@link SAMPLE_RATE_HZ}. */
export function msToSamples(ms: number): number {
  return Math.round((ms * SAMPLE_RATE_HZ) / 1000);
}

/** A frame of silence. */
export function silentFrame(): Frame {
  return new Int16Array(FRAME_SAMPLES);
}
