import { SAMPLE_RATE_HZ } from '../../src/audio/format.ts';
import { resample } from '../../src/offline/speech/resample.ts';
import { synthesize } from '../../src/offline/speech/synthesize.ts';
import { readWavFile } from '../../src/offline/speech/wavFile.ts';

const SENTENCES =
  'The quick brown fox jumps over the lazy dog. She sells sea shells by the sea shore, ' +
  'and we were away a year ago. How much longer will this voyage of discovery take us?';

/** The speech of a run, 24 kHz mono: the file's, or sentences made here. @throws Error when the file cannot be read */
export async function benchSpeech(file: string | undefined): Promise<Int16Array> {
  if (file === undefined) return synthesize(SENTENCES);
  const { samples, channels, sampleRateHz } = await readWavFile(file);
  const mono = channels === 1 ? samples : samples.filter((_, index) => index % 2 === 0);
  return resample(mono, sampleRateHz, SAMPLE_RATE_HZ);
}
