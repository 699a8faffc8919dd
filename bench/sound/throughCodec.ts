import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { encodeVoice, VoiceDecoder, type VoiceFormat } from '../../src/offline/discord/voice/opusVoice.ts';

/** The sound of Opus packets of 20 ms, 24 kHz mono. */
export function decodePackets(packets: readonly Buffer[]): Int16Array {
  const decoder = new VoiceDecoder();
  const pcm = new Int16Array(packets.length * FRAME_SAMPLES);
  for (const [index, packet] of packets.entries())
    pcm.set(decoder.decode(packet) ?? [], index * FRAME_SAMPLES);
  return pcm;
}

/** What one encoder and one decoder make of some sound, without any way between them. */
export function throughCodec(pcm: Int16Array, format: VoiceFormat): Int16Array {
  return decodePackets(encodeVoice(pcm, format));
}
