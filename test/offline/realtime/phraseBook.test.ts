import opus from '@discordjs/opus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPrint } from '../../../src/offline/realtime/findPrint.ts';
import { PhraseBook } from '../../../src/offline/realtime/phraseBook.ts';
import { SoundPrinter } from '../../../src/offline/realtime/soundPrint.ts';
import { joinSounds, silence, whiteNoise } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';

const SENTENCES = [
  'Good morning, how are you today?',
  'What time is it?',
  'What time is it in Tokyo?',
  'Tell me a story about a dragon.',
  'Wait, stop, I have another question.',
  'Yes.',
];

/** Through Opus at 24 kbit/s and back, as over Discord; every `lostEvery`-th packet is concealed. */
function throughOpus(pcm: Int16Array, lostEvery = 0): Int16Array {
  const encoder = new opus.OpusEncoder(24_000, 1);
  encoder.setBitrate(24_000);
  const decoder = new opus.OpusEncoder(24_000, 1);
  const frames: Int16Array[] = [];
  for (let at = 0; at + 480 <= pcm.length; at += 480) {
    const packet = encoder.encode(Buffer.from(pcm.slice(at, at + 480).buffer));
    const lost = lostEvery > 0 && (at / 480) % lostEvery === lostEvery - 1;
    const bytes = decoder.decode(packet);
    const frame = new Int16Array(new Uint8Array(bytes).buffer);
    frames.push(lost ? new Int16Array(480) : frame);
  }
  return joinSounds(...frames);
}

describe('PhraseBook', () => {
  let speech: Speech;
  const book = new PhraseBook();
  const sounds = new Map<string, Int16Array>();
  beforeAll(async () => {
    speech = new Speech();
    for (const text of SENTENCES) {
      const pcm = await speech.synthesize(text, { voice: 'rms' });
      sounds.set(text, pcm);
      book.add({ text, pcm });
    }
  });
  afterAll(() => speech.close());
  const sound = (text: string) => sounds.get(text) ?? new Int16Array(0);

  it.each(SENTENCES)(
    'understands "%s" after Opus, softer, in noise and with pauses around it',
    async (text) => {
      const coded = throughOpus(joinSounds(silence(300), sound(text), silence(500)));
      const noise = whiteNoise(coded.length / 24, 0.002);
      const arrived = coded.map((sample, index) => sample * 0.3 + (noise[index] ?? 0));
      expect(await book.recognise(arrived)).toBe(text);
    },
  );

  it('understands a sentence of which some packets were lost', async () => {
    const text = 'Tell me a story about a dragon.';
    expect(await book.recognise(throughOpus(sound(text), 15))).toBe(text);
  });

  it('understands two sentences in one breath, in their order', async () => {
    const both = joinSounds(sound('Yes.'), silence(150), sound('Tell me a story about a dragon.'));
    expect(await book.recognise(both)).toBe('Yes. Tell me a story about a dragon.');
  });

  it('knows nothing of what it was not taught, of half a sentence, of noise and of silence', async () => {
    const other = await speech.synthesize('My cat sleeps on the warm roof.', { voice: 'rms' });
    expect(await book.recognise(throughOpus(other))).toBeUndefined();
    const dragon = sound('Tell me a story about a dragon.');
    expect(await book.recognise(dragon.subarray(0, dragon.length / 3))).toBeUndefined();
    expect(await book.recognise(whiteNoise(1_500, 0.2))).toBeUndefined();
    expect(await book.recognise(silence(1_000))).toBeUndefined();
    expect(await book.recognise(new Int16Array(0))).toBeUndefined();
  });

  it('decides at once as it decides in turns', async () => {
    for (const text of SENTENCES)
      expect(book.recogniseNow(sound(text))).toBe(await book.recognise(sound(text)));
  });

  it('forgets the oldest sentence beyond its bound', async () => {
    const small = new PhraseBook();
    small.add({ text: 'first', pcm: sound('Yes.') });
    for (let count = 0; count < 300; count++) small.add({ text: 'again', pcm: sound('What time is it?') });
    expect(small.size).toBe(300);
    expect(small.recogniseNow(sound('Yes.'))).toBeUndefined();
  });
});

describe('findPrint', () => {
  it('finds a sound inside a longer one at its place, with no distance to itself', async () => {
    const printer = new SoundPrinter();
    const speech = new Speech();
    const needle = await speech.synthesize('Find me here.');
    const hay = await speech.synthesize('There is a lot of other talk before it.');
    await speech.close();
    const match = findPrint(printer.print(needle), printer.print(joinSounds(hay, needle, hay)));
    const at = Math.round(hay.length / 480);
    expect(Math.abs((match?.from ?? 0) - at)).toBeLessThan(5);
    expect(match?.distance).toBeLessThan(0.8);
  });
});
