import { describe, expect, it } from 'vitest';
import { findUtterance, searched } from '../../bench/sound/findUtterance.ts';
import { throughCodec } from '../../bench/sound/throughCodec.ts';
import { trimQuiet } from '../../bench/sound/trimQuiet.ts';
import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { joinSounds, silence } from '../../src/offline/speech/soundSource.ts';
import { Speech } from '../../src/offline/speech/speech.ts';

const speech = new Speech();
const sentence = async (text: string, voice: 'slt' | 'awb' | 'rms' = 'slt') =>
  throughCodec(trimQuiet(await speech.synthesize(text, { voice })), 'stereo48k');
const tea = await sentence('I would like some tea with milk and sugar.');
const umbrella = await sentence('Has anybody seen my umbrella somewhere?');
const teaOfAnother = await sentence('I would like some tea with milk and sugar.', 'rms');
await speech.close();

const find = (utterance: Int16Array, ...heard: Int16Array[]) =>
  findUtterance(searched(utterance), searched(joinSounds(...heard)));
const HALF = Math.floor(tea.length / FRAME_SAMPLES / 2) * FRAME_SAMPLES;

describe('an utterance in what was delivered', () => {
  it('is found at its very sample, with no frame missing', () => {
    const [found] = find(tea, silence(333), umbrella, silence(77), tea, umbrella);
    expect(Math.abs((found?.at ?? 0) - (333 * 24 + umbrella.length + 77 * 24))).toBeLessThanOrEqual(2);
    expect(found?.missingFrames).toBe(0);
  });

  it('is found once for each time it was delivered', () => {
    expect(find(tea, tea, silence(100), umbrella, tea)).toHaveLength(2);
    expect(find(tea, tea, tea, tea)).toHaveLength(3);
  });

  it('tells the order of two', () => {
    const order = (...heard: Int16Array[]) =>
      (find(tea, ...heard)[0]?.at ?? Number.NaN) - (find(umbrella, ...heard)[0]?.at ?? Number.NaN);
    expect(order(tea, umbrella)).toBeLessThan(0);
    expect(order(umbrella, tea)).toBeGreaterThan(0);
  });

  it('tells a hole of one frame', () => {
    const [found] = find(tea, tea.subarray(0, HALF), silence(20), tea.subarray(HALF + FRAME_SAMPLES));
    expect(found?.missingFrames).toBe(1);
  });

  it('is not whole with a frame cut out or doubled, nor with a hole of 200 ms', () => {
    expect(find(tea, tea.subarray(0, HALF), tea.subarray(HALF + FRAME_SAMPLES))).toEqual([]);
    expect(find(tea, tea.subarray(0, HALF), tea.subarray(HALF - FRAME_SAMPLES))).toEqual([]);
    const behind = tea.subarray(HALF + 10 * FRAME_SAMPLES);
    expect(find(tea, tea.subarray(0, HALF), silence(200), behind)).toEqual([]);
  });

  it('is not whole without its beginning or its end', () => {
    expect(find(tea, silence(200), tea.subarray(10 * FRAME_SAMPLES))).toEqual([]);
    expect(find(tea, tea.subarray(0, tea.length - 10 * FRAME_SAMPLES), silence(200))).toEqual([]);
  });

  it('is not another sentence, nor the same one by another voice', () => {
    expect(find(tea, umbrella)).toEqual([]);
    expect(find(tea, teaOfAnother)).toEqual([]);
  });

  it('is not to be found in less sound than it has', () => {
    expect(find(tea)).toEqual([]);
    expect(find(tea, silence(10))).toEqual([]);
  });
});
