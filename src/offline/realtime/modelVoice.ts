import type { SpeechVoice } from '../speech/speech.ts';

const VOICES: Readonly<Record<string, SpeechVoice>> = {
  cedar: 'rms',
  ash: 'rms',
  verse: 'rms',
  ballad: 'awb',
  echo: 'awb',
};

/** Which of flite's voices speaks for a Realtime voice. The default, `marin`, sounds like nobody else: a woman. */
export function modelVoice(realtimeVoice: string): SpeechVoice {
  return VOICES[realtimeVoice] ?? 'slt';
}
