import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../src/audio/format.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';
import { synthesize } from '../../../src/offline/speech/synthesize.ts';

describe('Speech', () => {
  let speech: Speech;
  beforeAll(() => {
    speech = new Speech();
  });
  afterAll(() => speech.close());

  it('says a sentence at 24 kHz, loud enough and without pauses around it', async () => {
    const samples = await speech.synthesize('Hello there, this is a sentence.');
    const seconds = samples.length / SAMPLE_RATE_HZ;
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(4);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak).toBeGreaterThan(15_000);
    const firstLoud = samples.findIndex((sample) => Math.abs(sample) > 400);
    expect(firstLoud).toBeLessThanOrEqual(0.02 * SAMPLE_RATE_HZ);
  });

  it('gives the very same samples for the same words', async () => {
    const [first, again] = await Promise.all([
      speech.synthesize('The same words.'),
      new Speech().synthesize('The same words.'),
    ]);
    expect(again).toEqual(first);
    expect(await speech.synthesize('The same words.')).toBe(first);
  });

  it('has voices that differ', async () => {
    const [woman, man] = await Promise.all([
      speech.synthesize('Who is speaking?', { voice: 'slt' }),
      speech.synthesize('Who is speaking?', { voice: 'rms' }),
    ]);
    expect(woman).not.toEqual(man);
  });

  it('speaks slower when asked to', async () => {
    const [normal, slow] = await Promise.all([
      speech.synthesize('Please speak slowly now.'),
      speech.synthesize('Please speak slowly now.', { speed: 0.5 }),
    ]);
    expect(slow.length / normal.length).toBeGreaterThan(1.6);
    expect(slow.length / normal.length).toBeLessThan(2.4);
  });

  it('refuses what cannot be said', async () => {
    await expect(speech.synthesize(' \n ')).rejects.toThrow('nothing to say');
    await expect(speech.synthesize('a'.repeat(3_000))).rejects.toThrow('too long');
  });

  it('takes letters flite does not know, quotes and dashes at the front', async () => {
    expect((await speech.synthesize('-o Grüße “naïve” \u0000 日本 end')).length).toBeGreaterThan(10_000);
  });

  it('rejects what still waits when it is closed', async () => {
    const closing = new Speech();
    const waiting = closing.synthesize('Nobody will hear this.');
    const outcome = expect(waiting).rejects.toThrow('closed');
    await closing.close();
    await outcome;
    await expect(closing.synthesize('Nor this.')).rejects.toThrow('closed');
  });
});

it('synthesize says one sentence on its own', async () => {
  expect((await synthesize('One.', { voice: 'kal' })).length).toBeGreaterThan(5_000);
});
