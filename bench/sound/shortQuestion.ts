import { synthesize } from '../../src/offline/speech/synthesize.ts';
import { trimQuiet } from './trimQuiet.ts';

const WORDS = 'How far is it from the earth to the moon?';

/** About two seconds of speech that is loud from its first to its last frame, 24 kHz mono: its end is the end of a turn. */
export async function shortQuestion(): Promise<Int16Array> {
  return trimQuiet(await synthesize(WORDS));
}
