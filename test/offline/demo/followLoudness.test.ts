import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../../src/audio/format.ts';
import { duckingSince, followLoudness } from '../../../src/offline/demo/followLoudness.ts';
import { followSound } from '../../../src/offline/demo/followSound.ts';
import { heardRuns, runPcm } from '../../../src/offline/demo/heardRun.ts';
import { soundingMs } from '../../../src/offline/demo/soundingMs.ts';
import { whiteNoise } from '../../../src/offline/speech/soundSource.ts';
import { heardPacket } from './heardPackets.ts';

const FRAMES = 100;
const sent = whiteNoise(FRAMES * 20, 0.3);

/** The sound as somebody hears it, each frame with its own gain. */
function heardWith(gainOf: (frame: number) => number) {
  const packets = Array.from({ length: FRAMES }, (_, index) => {
    const frame = sent.slice(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES);
    return heardPacket(1_000 + index * 20, index, { frame: frame.map((sample) => sample * gainOf(index)) });
  });
  const [run] = heardRuns(packets);
  if (run === undefined) throw new Error('no packets');
  const pcm = runPcm(run);
  return { run, pcm, match: followSound(sent, pcm) };
}

describe('followLoudness', () => {
  it('tells when and by how much the answer was quieter', () => {
    const { run, pcm, match } = heardWith((index) => (index >= 30 && index < 45 ? 0.25 : 1));
    const loudness = followLoudness(sent, pcm, match, run);
    expect(duckingSince(loudness, 1_300)).toEqual({
      fromMs: 1_600,
      toMs: 1_880,
      db: expect.closeTo(-12, 0),
    });
    expect(duckingSince(loudness, 1_900)).toBeUndefined();
    expect(loudness.at(-1)?.db).toBeCloseTo(0, 0);
  });
});

describe('soundingMs', () => {
  it('ends where the pause before a cut begins, even if the codec rings on', () => {
    const { pcm, match } = heardWith((index) => (index < 60 ? 0.25 : 0));
    pcm.set(whiteNoise(60, 0.002, 7), 60 * FRAME_SAMPLES);
    expect(soundingMs(sent, pcm, match)).toBe(1_200);
  });

  it('is everything where nothing was paused, and nothing where nothing was heard', () => {
    const { pcm, match } = heardWith(() => 1);
    expect(soundingMs(sent, pcm, match)).toBe(2_000);
    expect(soundingMs(sent, new Int16Array(FRAME_SAMPLES), match)).toBe(0);
  });
});
