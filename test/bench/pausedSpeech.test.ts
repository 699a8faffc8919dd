import { describe, expect, it } from 'vitest';
import { naturalSpeech, pausedSpeech } from '../../bench/sound/pausedSpeech.ts';
import { decodePackets } from '../../bench/sound/throughCodec.ts';
import { loudFrames, trimQuiet } from '../../bench/sound/trimQuiet.ts';
import { joinSounds, silence, sine, whiteNoise } from '../../src/offline/speech/soundSource.ts';

const first = sine(300, 400);
const second = sine(500, 600);
const loudAt = (packets: readonly Uint8Array[]) =>
  loudFrames(decodePackets(packets.map((packet) => Buffer.from(packet))));

describe('quiet around speech', () => {
  it('is trimmed in whole frames, and quiet inside stays', () => {
    const trimmed = trimQuiet(joinSounds(silence(110), first, silence(200), second, silence(500)));
    expect(trimmed.length / 24).toBe(400 + 200 + 600 + 20);
    expect(loudFrames(trimmed).at(0)).toBe(true);
    expect(loudFrames(trimmed).at(-1)).toBe(true);
  });

  it('is told from a voice also where a recording is noisy', () => {
    const noise = (durationMs: number) => whiteNoise(durationMs, 0.015);
    const trimmed = trimQuiet(joinSounds(noise(300), first, noise(600), second, noise(700)));
    expect(trimmed.length / 24).toBe(400 + 600 + 600);
    expect(loudFrames(trimmed).filter((loud) => !loud)).toHaveLength(30);
  });

  it('is all there is of silence', () => {
    expect(trimQuiet(silence(100))).toHaveLength(0);
  });
});

describe('speech with a pause', () => {
  it('ends the transmission after a hang-over in a pause longer than that', () => {
    const { parts, firstEnds, lastEnds } = pausedSpeech(first, second, 600, 'endMarks');
    expect(parts.map(({ packets, afterMs }) => [packets.length, afterMs])).toEqual([
      [20 + 10, 0],
      [30 + 10, 400],
    ]);
    expect([firstEnds, lastEnds]).toEqual([20, 60]);
  });

  it('goes on in one transmission over a short pause, and on an open microphone over every pause', () => {
    const short = pausedSpeech(first, second, 200, 'endMarks');
    expect(short.parts.map(({ packets }) => packets.length)).toEqual([20 + 10 + 30 + 10]);
    const open = pausedSpeech(first, second, 600, 'open');
    expect(open.parts.map(({ packets }) => packets.length)).toEqual([20 + 30 + 30 + 75]);
    expect([open.firstEnds, open.lastEnds]).toEqual([20, 80]);
    const loud = loudAt(open.parts.flatMap(({ packets }) => packets));
    expect(loud.lastIndexOf(true)).toBeLessThanOrEqual(open.lastEnds);
    expect(loud.slice(open.firstEnds + 1, open.firstEnds + 29)).not.toContain(true);
  });
});

describe('speech with the pauses it has', () => {
  const speech = joinSounds(first, silence(500), second);

  it('is sent up to a hang-over behind each loud stretch, and what is silent is waited', () => {
    const { parts, lastEnds } = naturalSpeech(speech, 'endMarks');
    expect(parts.map(({ packets, afterMs }) => [packets.length, afterMs])).toEqual([
      [20 + 10, 0],
      [30, 300],
    ]);
    expect(lastEnds).toBe(60);
  });

  it('is sent whole by an open microphone, with the room behind it', () => {
    const { parts, lastEnds } = naturalSpeech(speech, 'open');
    expect(parts.map(({ packets }) => packets.length)).toEqual([75 + 75]);
    expect(lastEnds).toBe(75);
  });
});
