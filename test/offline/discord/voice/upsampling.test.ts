import { expect, test } from 'vitest';
import { encodeVoice, VoiceDecoder } from '../../../../src/offline/discord/voice/opusVoice.ts';
import { upsampleToStereo } from '../../../../src/offline/discord/voice/upsampling.ts';
import { likeness, syllables } from './testSound.ts';

test('a tone keeps its shape between the samples, on both channels', () => {
  const tone = (rateHz: number, index: number): number =>
    10_000 * Math.sin((2 * Math.PI * 3000 * index) / rateHz);
  const pcm = Int16Array.from({ length: 1000 }, (_, index) => tone(24_000, index));
  const stereo = upsampleToStereo(pcm, 100, 480);
  expect(stereo).toHaveLength(1920);
  for (let index = 0; index < 960; index++) {
    const wanted = tone(48_000, 200 + index);
    expect(Math.abs((stereo[index * 2] ?? 0) - wanted)).toBeLessThan(30);
    expect(stereo[index * 2 + 1]).toBe(stereo[index * 2]);
  }
});

test('speech survives the encoder in both formats', () => {
  const words = syllables(500, 1);
  for (const format of ['stereo48k', 'mono24k'] as const) {
    const decoder = new VoiceDecoder();
    const frames = encodeVoice(words, format).map((packet) => decoder.decode(packet) ?? new Int16Array(480));
    expect(frames).toHaveLength(25);
    expect(likeness(words, Int16Array.from(frames.flatMap((frame) => [...frame])))).toBeGreaterThan(0.98);
  }
});

test('the decoder answers nothing for what is no packet of 20 ms', () => {
  const decoder = new VoiceDecoder();
  expect(decoder.decode(Buffer.alloc(0))).toBeUndefined();
  expect(decoder.decode(Buffer.alloc(5000))).toBeUndefined();
  expect(decoder.decode(Buffer.of(0xff, 0xff, 0xff))).toBeUndefined();
});
