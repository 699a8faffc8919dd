import { msToSamples, samplesToMs } from '../../src/audio/format.ts';
import { mixInto, rms } from '../../src/audio/pcm.ts';
import { keyboardNoise, silence } from '../../src/offline/speech/soundSource.ts';
import { SPEECH_VOICES, Speech, type SpeechVoice } from '../../src/offline/speech/speech.ts';
import { type LabelledSound, labelSpeech } from './labelledSound.ts';
import { colouredNoise, fan, roomNoise, scaledTo } from './noiseSources.ts';

const SENTENCES = [
  'Hey, can you hear me over there?',
  'I think we should meet at seven, if that works for everybody.',
  'Stop. Tell me about the weather in Paris instead.',
  'Yes please.',
  'She sells fish and chips for six pounds fifty.',
  'How far is it from the earth to the moon?',
];
const PAUSE_MS = 900;
/** A headset at an ordinary level, and somebody far from the microphone. */
const USUAL_DBFS = -24;
const QUIET_DBFS = -40;
const CLEAN_ROOM_DBFS = -62;
const SIGNAL_TO_NOISE_DB = [20, 10, 5];
/** Samples under this are no part of the level of the speech. */
const SPOKEN_FROM = 200;

const NOISES: readonly ((durationMs: number, seed: number) => Int16Array)[] = [
  (ms, seed) => colouredNoise(ms, seed, 0),
  (ms, seed) => colouredNoise(ms, seed, 0.85),
  fan,
  keyboardNoise,
];

/** Sentences by every voice, 0.9 s apart: nearly clean, quiet, and under white, dark, fan and keyboard noise at 20, 10 and 5 dB. */
export async function spokenSounds(
  seed: number,
  voices: readonly SpeechVoice[] = SPEECH_VOICES,
): Promise<LabelledSound[]> {
  const speech = new Speech();
  try {
    const sounds: LabelledSound[] = [];
    for (const [index, voice] of voices.entries()) {
      const said: Int16Array[] = [];
      for (const sentence of SENTENCES) said.push(await speech.synthesize(sentence, { voice }));
      sounds.push(...underNoises(spaced(said), seed + 10 * index));
    }
    return sounds;
  } finally {
    await speech.close();
  }
}

function underNoises(clean: Int16Array, seed: number): LabelledSound[] {
  const labels = labelSpeech(clean);
  const durationMs = samplesToMs(clean.length);
  const room = roomNoise(durationMs, seed, CLEAN_ROOM_DBFS);
  const under = (group: string, dbfs: number, noise: Int16Array): LabelledSound => {
    const samples = spokenAt(clean, dbfs);
    mixInto(samples, noise);
    return { group, samples, labels };
  };
  const noisy = SIGNAL_TO_NOISE_DB.flatMap((snrDb) =>
    NOISES.map((noise, index) => {
      const made = scaledTo(noise(durationMs, seed + index), USUAL_DBFS - snrDb);
      return under(`speech, noise at ${snrDb} dB`, USUAL_DBFS, made);
    }),
  );
  return [under('speech, clean', USUAL_DBFS, room), under('speech, quiet', QUIET_DBFS, room), ...noisy];
}

function spaced(said: readonly Int16Array[]): Int16Array {
  const gap = silence(PAUSE_MS);
  const joined = new Int16Array(said.reduce((sum, sound) => sum + sound.length + gap.length, gap.length));
  let at = msToSamples(PAUSE_MS);
  for (const sound of said) {
    joined.set(sound, at);
    at += sound.length + gap.length;
  }
  return joined;
}

/** Speech so that its spoken part, not its pauses, has the level. */
function spokenAt(clean: Int16Array, dbfs: number): Int16Array {
  const gain = (10 ** (dbfs / 20) * 32_767) / rms(clean.filter((sample) => Math.abs(sample) > SPOKEN_FROM));
  return clean.map((sample) => Math.round(sample * gain));
}
