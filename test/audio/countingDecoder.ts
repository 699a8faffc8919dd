import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import type { FrameDecoder } from '../../src/audio/speakerTrack.ts';

export const CONCEALED_SAMPLE = -7;

/** A decoder whose frames say which packet they came from: every sample is the packet's first byte (0: undecodable). */
export function countingDecoder(
  samplesPerPacket: number = FRAME_SAMPLES,
  concealedSample: number = CONCEALED_SAMPLE,
): FrameDecoder & { released: boolean } {
  return {
    released: false,
    decode(opus) {
      const value = opus[0] ?? 0;
      return value === 0 ? undefined : new Int16Array(samplesPerPacket).fill(value);
    },
    conceal() {
      return new Int16Array(FRAME_SAMPLES).fill(concealedSample);
    },
    release() {
      this.released = true;
    },
  };
}
