import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { SpeechDetector } from '../../src/audio/speechDetector.ts';
import { loadVoiceActivity } from '../../src/audio/voiceActivity.ts';
import { decodePackets } from './throughCodec.ts';

/**
 * Which of a transmission's packets (counted from 0) is the first that the product's detector takes for a voice: words begin
 * softly, or with sounds that are no voice yet.
 *
 * @throws RangeError when none is
 */
export async function firstVoicedPacket(packets: readonly Buffer[]): Promise<number> {
  const detector = new SpeechDetector((await loadVoiceActivity()).newDetector());
  try {
    const pcm = decodePackets(packets);
    for (let packet = 0; packet < packets.length; packet++) {
      const frame = pcm.subarray(packet * FRAME_SAMPLES, (packet + 1) * FRAME_SAMPLES);
      if (detector.judge(frame).voiced) return packet;
    }
  } finally {
    detector.release();
  }
  throw new RangeError('there is no voice in these packets');
}
