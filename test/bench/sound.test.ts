import { describe, expect, it } from 'vitest';
import { linearDown, linearUp } from '../../bench/plain/linearResampling.ts';
import { babble } from '../../bench/sound/babble.ts';
import { bestLag, correlationAt } from '../../bench/sound/correlation.ts';
import { denseSpeech } from '../../bench/sound/denseSpeech.ts';
import { followFrames, framesWithForm } from '../../bench/sound/followFrames.ts';
import { soundDistance } from '../../bench/sound/soundDistance.ts';
import { throughCodec } from '../../bench/sound/throughCodec.ts';
import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';
import { joinSounds, silence } from '../../src/offline/speech/soundSource.ts';

describe('finding sound again', () => {
  const source = babble(1000);

  it('knows the same form, its opposite, and silence, however loud', () => {
    const softer = source.map((sample) => sample / 3);
    const turned = source.map((sample) => -sample);
    expect(correlationAt(source, 4800, 2400, softer, 0)).toBeCloseTo(1, 3);
    expect(correlationAt(source, 4800, 2400, turned, 0)).toBeCloseTo(-1, 3);
    expect(correlationAt(source, 4800, 2400, silence(1000), 0)).toBe(0);
    expect(correlationAt(source, 0, 2400, source, source.length)).toBe(0);
  });

  it('finds by how much a stretch is late', () => {
    const late = joinSounds(silence(31), source);
    expect(bestLag(source, 4800, 2400, late, -3000, 3000)).toMatchObject({ lag: 31 * 24 });
  });

  it('follows frames behind silence that was put in, and over sound that was left out', () => {
    const heard = joinSounds(
      silence(100),
      source.subarray(0, 10 * FRAME_SAMPLES),
      silence(20),
      source.subarray(10 * FRAME_SAMPLES, 30 * FRAME_SAMPLES),
      source.subarray(32 * FRAME_SAMPLES),
    );
    const found = new Map(followFrames(source, heard).map(({ frame, at }) => [frame, at]));
    expect(found.get(5)).toBe(100 * 24 + 5 * FRAME_SAMPLES);
    expect(found.get(20)).toBe(120 * 24 + 20 * FRAME_SAMPLES);
    expect(found.has(30)).toBe(false);
    expect(found.get(40)).toBe(120 * 24 + 38 * FRAME_SAMPLES);
  });

  it('finds nothing in something else', () => {
    expect(followFrames(source, babble(1000, 2))).toEqual([]);
  });
});

describe('how far sound is from its source', () => {
  const source = babble(1500);

  it('is not far from itself, however late', () => {
    const { segmentalSnrDb, logSpectralDb, lostShare } = soundDistance(
      source,
      joinSounds(silence(77), source),
    );
    expect(Math.min(...segmentalSnrDb)).toBe(40);
    expect(Math.max(...logSpectralDb)).toBeLessThan(0.01);
    expect(lostShare).toBe(0);
  });

  it('is farther behind a codec, and farther still when half of it is lost', () => {
    const coded = soundDistance(source, throughCodec(source, 'mono24k'));
    expect(Math.max(...coded.segmentalSnrDb)).toBeLessThan(40);
    expect(coded.lostShare).toBeLessThan(0.1);
    expect(soundDistance(source, source.subarray(0, source.length / 2)).lostShare).toBeGreaterThan(0.4);
  });
});

describe('dense speech', () => {
  it('is loud in every frame and as long as asked for', () => {
    const dense = denseSpeech(joinSounds(silence(500), babble(300), silence(500)), 2000);
    expect(dense.length).toBe(100 * FRAME_SAMPLES);
    expect(framesWithForm(dense)).toHaveLength(100);
    for (let from = 0; from < dense.length; from += FRAME_SAMPLES) {
      expect(levelDb(dense.subarray(from, from + FRAME_SAMPLES))).toBeGreaterThan(-30);
    }
  });

  it('cannot be made of silence', () => {
    expect(() => denseSpeech(silence(100), 100)).toThrow(RangeError);
  });
});

describe('the plain resampling', () => {
  it('goes up on straight lines and comes back as it was', () => {
    const mono = Int16Array.of(0, 100, -100, 50);
    expect([...linearUp(mono).subarray(0, 8)]).toEqual([0, 0, 50, 50, 100, 100, 0, 0]);
    expect([...linearDown(linearUp(mono))]).toEqual([...mono]);
  });
});
