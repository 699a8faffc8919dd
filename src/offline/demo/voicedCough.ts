import { msToSamples } from '../../audio/format.ts';
import { cough, joinSounds } from '../speech/soundSource.ts';
import type { Talker } from '../world/talker.ts';

const NOISE_MS = 140;
const VOICE_MS = 180;
const FADE_MS = 60;

/** A cough as people make it: a burst of noise, then a little of their voice. 24 kHz mono. */
export async function voicedCough(talker: Talker): Promise<Int16Array> {
  const voice = (await talker.voiceOf('Mm.')).slice(0, msToSamples(VOICE_MS));
  const fade = msToSamples(FADE_MS);
  for (let left = Math.min(fade, voice.length); left > 0; left--) {
    const at = voice.length - left;
    voice[at] = Math.round(((voice[at] ?? 0) * left) / fade);
  }
  return joinSounds(cough().subarray(0, msToSamples(NOISE_MS)), voice);
}
