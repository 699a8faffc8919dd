import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Vad, type VadEvent } from '../../../src/offline/realtime/vad.ts';
import {
  cough,
  joinSounds,
  keyboardNoise,
  silence,
  whiteNoise,
} from '../../../src/offline/speech/soundSource.ts';
import { synthesize } from '../../../src/offline/speech/synthesize.ts';

const MS = 24;

function hear(
  sound: Int16Array,
  options: { threshold?: number; silenceMs?: number; piece?: number } = {},
): VadEvent[] {
  const vad = new Vad({ threshold: options.threshold ?? 0.5, silenceMs: () => options.silenceMs ?? 500 });
  const piece = options.piece ?? 480;
  const events: VadEvent[] = [];
  for (let at = 0; at < sound.length; at += piece) events.push(...vad.push(sound.subarray(at, at + piece)));
  return events;
}

function mix(a: Int16Array, b: Int16Array): Int16Array {
  return a.map((sample, index) => sample + (b[index] ?? 0));
}

describe('Vad', () => {
  let speech: Int16Array;
  beforeAll(async () => {
    speech = await synthesize('This is a sentence to be heard.');
  });

  it('finds where speech begins and when it has been over for long enough', () => {
    const events = hear(joinSounds(silence(1_000), speech, silence(1_000)));
    expect(events.map((event) => event.type)).toEqual(['started', 'stopped']);
    const [started, stopped] = events;
    if (started?.type !== 'started' || stopped?.type !== 'stopped') throw new Error('wrong events');
    expect(Math.abs(started.startSample - 1_000 * MS)).toBeLessThan(100 * MS);
    const spokenUntil = 1_000 * MS + speech.length;
    expect(stopped.endSample).toBeGreaterThan(spokenUntil + 300 * MS);
    expect(stopped.endSample).toBeLessThan(spokenUntil + 550 * MS);
  });

  it('hears the same whatever pieces the sound comes in', () => {
    const sound = joinSounds(silence(300), speech, silence(700));
    const whole = hear(sound);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (piece) => {
        expect(hear(sound, { piece })).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });

  it('does not end a turn while the pause is shorter than asked', () => {
    const sound = joinSounds(silence(200), speech, silence(400), speech, silence(900));
    expect(hear(sound, { silenceMs: 600 }).filter((event) => event.type === 'stopped')).toHaveLength(1);
    expect(
      hear(sound, { silenceMs: 250 }).filter((event) => event.type === 'stopped').length,
    ).toBeGreaterThan(1);
  });

  it('hears soft speech with a low threshold only', () => {
    const soft = joinSounds(
      silence(300),
      speech.map((sample) => sample / 80),
      silence(800),
    );
    expect(hear(soft, { threshold: 0.1 })).toHaveLength(2);
    expect(hear(soft, { threshold: 0.9 })).toHaveLength(0);
  });

  it('hears nothing in silence, typing or a steady fan', () => {
    expect(hear(silence(3_000))).toEqual([]);
    expect(hear(keyboardNoise(4_000))).toEqual([]);
    expect(hear(whiteNoise(6_000, 0.01))).toEqual([]);
  });

  it('hears speech over a fan, once it knows the fan', () => {
    const sound = joinSounds(silence(4_000), speech, silence(1_500));
    const noisy = mix(sound, whiteNoise(sound.length / MS, 0.01));
    const events = hear(noisy);
    expect(events.map((event) => event.type)).toEqual(['started', 'stopped']);
  });

  it('takes a cough for speech, as energy alone must', () => {
    expect(hear(joinSounds(silence(500), cough(), silence(800))).map((event) => event.type)).toEqual([
      'started',
      'stopped',
    ]);
  });

  it('forgets speech in progress when it is reset', () => {
    const vad = new Vad({ threshold: 0.5, silenceMs: () => 500 });
    vad.push(joinSounds(silence(200), speech.subarray(0, 12_000)));
    expect(vad.speaking).toBe(true);
    vad.reset();
    expect(vad.speaking).toBe(false);
    expect(vad.push(silence(2_000))).toEqual([]);
  });
});
