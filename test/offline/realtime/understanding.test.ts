import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { msToSamples } from '../../../src/audio/format.ts';
import { PhraseBook } from '../../../src/offline/realtime/phraseBook.ts';
import { Understanding } from '../../../src/offline/realtime/understanding.ts';
import { silence } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';

const SENTENCE = 'What time is it in Tokyo?';

describe('Understanding', () => {
  let speech: Speech;
  let book: PhraseBook;
  let pcm: Int16Array;
  beforeAll(async () => {
    speech = new Speech();
    book = new PhraseBook();
    pcm = await speech.synthesize(SENTENCE);
    book.add({ text: SENTENCE, pcm });
  });
  afterAll(() => speech.close());

  /** The sentence in pieces that end at these times. */
  function pieces(...endsMs: number[]): Int16Array[] {
    const ends = [0, ...endsMs.map(msToSamples), pcm.length];
    return ends.slice(1).map((end, index) => pcm.subarray(ends[index], end));
  }

  it('understands a sentence that came in pieces with the last of them, once', async () => {
    const understanding = new Understanding(book);
    const words = await Promise.all(pieces(300, 600).map((piece) => understanding.understand(piece)));
    expect(words).toEqual([undefined, undefined, SENTENCE]);
    expect(await understanding.understand(silence(500))).toBeUndefined();
    expect(await understanding.understand(pcm)).toBe(SENTENCE);
  });

  it('does not put pieces together between which something was understood', async () => {
    const understanding = new Understanding(book);
    const [first = pcm, second = pcm] = pieces(500);
    expect(await understanding.understand(first)).toBeUndefined();
    expect(await understanding.understand(pcm)).toBe(SENTENCE);
    expect(await understanding.understand(second)).toBeUndefined();
  });
});
