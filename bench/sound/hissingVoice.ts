import opus from '@discordjs/opus';
import { SAMPLE_RATE_HZ } from '../../src/audio/format.ts';
import { resample } from '../../src/offline/speech/resample.ts';
import { seededRandom } from '../../src/offline/speech/soundSource.ts';

const DISCORD_RATE_HZ = 48_000;
const CHANNELS = 2;
const FRAME_SAMPLES_48K = 960;
const BITRATE_BPS = 64_000;
/** The hiss lies around this frequency: beyond what 24 kHz sound can hold, inside what Opus carries. */
const HISS_HZ = 15_000;
const HISS_LEVEL = 2500;
const SEED = 5;

/**
 * Opus packets of a person who speaks into a microphone that hisses (a fan, keys, breath) above 12 kHz, 48 kHz stereo as
 * Discord's clients send. Whoever goes down to 24 kHz without a filter folds the hiss into the speech.
 */
export function hissingVoice(speech: Int16Array): Buffer[] {
  const wide = resample(speech, SAMPLE_RATE_HZ, DISCORD_RATE_HZ);
  const random = seededRandom(SEED);
  const encoder = new opus.OpusEncoder(DISCORD_RATE_HZ, CHANNELS);
  encoder.setBitrate(BITRATE_BPS);
  let slow = 0;
  const packets: Buffer[] = [];
  for (let from = 0; from + FRAME_SAMPLES_48K <= wide.length; from += FRAME_SAMPLES_48K) {
    const frame = new Int16Array(FRAME_SAMPLES_48K * CHANNELS);
    for (let index = 0; index < FRAME_SAMPLES_48K; index++) {
      // Dull noise on a high carrier is noise around the carrier.
      slow += (random() * 2 - 1 - slow) * 0.1;
      const carrier = Math.cos((2 * Math.PI * HISS_HZ * (from + index)) / DISCORD_RATE_HZ);
      const sample = (wide[from + index] ?? 0) + slow * 4 * carrier * HISS_LEVEL;
      const clipped = Math.max(-32_768, Math.min(32_767, Math.round(sample)));
      frame.fill(clipped, index * CHANNELS, (index + 1) * CHANNELS);
    }
    packets.push(encoder.encode(Buffer.from(frame.buffer)));
  }
  return packets;
}
