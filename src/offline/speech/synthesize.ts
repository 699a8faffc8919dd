import { Speech, type SpeechOptions } from './speech.ts';

/**
 * Says one sentence with a worker that lives only for it: 24 kHz mono PCM16. Who speaks often keeps a {@link Speech}.
 *
 * @throws Error as {@link Speech.synthesize}
 */
export async function synthesize(text: string, options?: SpeechOptions): Promise<Int16Array> {
  const speech = new Speech();
  try {
    return await speech.synthesize(text, options);
  } finally {
    await speech.close();
  }
}
