import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoreJudge } from '../../bench/vad/judgeScore.ts';
import { labelOther, labelSpeech } from '../../bench/vad/labelledSound.ts';
import { roomNoise } from '../../bench/vad/noiseSources.ts';
import { ROOM_SOUNDS } from '../../bench/vad/roomSounds.ts';
import { FRAME_SAMPLES, samplesToMs, silentFrame } from '../../src/audio/format.ts';
import { mixInto } from '../../src/audio/pcm.ts';
import { SpeechDetector } from '../../src/audio/speechDetector.ts';
import { loadVoiceActivity, MOST_DETECTORS, type VoiceActivity } from '../../src/audio/voiceActivity.ts';
import { joinSounds, silence } from '../../src/offline/speech/soundSource.ts';
import { SPEECH_VOICES, Speech } from '../../src/offline/speech/speech.ts';

const SEED = 11;
let voices: VoiceActivity;
const speech = new Speech();

beforeAll(async () => {
  voices = await loadVoiceActivity();
});
afterAll(() => speech.close());

const newJudge = () => new SpeechDetector(voices.newDetector());

/** A sentence with half a second of quiet on each side, and its labels. */
async function sentence(voice: (typeof SPEECH_VOICES)[number], noiseDbfs: number) {
  const said = await speech.synthesize('Can you tell me how far it is from here to the moon?', { voice });
  const samples = joinSounds(silence(500), said, silence(500));
  const labels = labelSpeech(samples);
  mixInto(samples, roomNoise(samplesToMs(samples.length), SEED, noiseDbfs));
  return { group: voice, samples, labels };
}

/** Likelihoods of every frame of some sound. */
function likelihoods(samples: Int16Array, detector = voices.newDetector()): number[] {
  const heard: number[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
    heard.push(detector.process(samples.subarray(at, at + FRAME_SAMPLES)));
  }
  return heard;
}

describe('the speech detector', () => {
  it.each(SPEECH_VOICES)('finds what %s says, in a quiet room and in a noisy one', async (voice) => {
    for (const noiseDbfs of [-62, -32]) {
      const score = scoreJudge(newJudge, [await sentence(voice, noiseDbfs)]);
      expect(score.missed).toBe(0);
      expect(score.foundFrames / score.speechFrames).toBeGreaterThan(0.8);
      // The opinion outlasts the voice by up to 140 ms: a part of the silence behind the sentence.
      expect(score.wrongFrames / score.otherFrames).toBeLessThan(0.3);
    }
  });

  it.each(ROOM_SOUNDS.filter(({ name }) => !name.startsWith('music')))(
    'never takes $name for speech',
    ({ name, make }) => {
      const samples = make(8000, SEED);
      const score = scoreJudge(newJudge, [{ group: name, samples, labels: labelOther(samples) }]);
      expect(score.falseStarts).toBe(0);
    },
  );

  it('hears a new transmission afresh after a reset', async () => {
    const { samples } = await sentence('slt', -62);
    const detector = new SpeechDetector(voices.newDetector());
    const loud = samples.subarray(24_000, 24_000 + 25 * FRAME_SAMPLES);
    const judge = () =>
      Array.from({ length: 25 }, (_, frame) => {
        const at = frame * FRAME_SAMPLES;
        return detector.judge(loud.subarray(at, at + FRAME_SAMPLES)).speech;
      });
    const first = judge();
    expect(first.at(-1)).toBe(true);
    detector.reset();
    expect(judge()).toEqual(first);
    detector.release();
  });
});

describe('the voice activity library', () => {
  it('keeps the streams of people apart', async () => {
    const { samples } = await sentence('awb', -62);
    const noise = roomNoise(samplesToMs(samples.length), SEED, -30);
    const alone = likelihoods(samples);
    const [speaker, neighbour] = [voices.newDetector(), voices.newDetector()];
    const together: number[] = [];
    for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
      neighbour.process(noise.subarray(at, at + FRAME_SAMPLES));
      together.push(speaker.process(samples.subarray(at, at + FRAME_SAMPLES)));
    }
    expect(together).toEqual(alone);
    expect(Math.max(...together)).toBeGreaterThan(0.9);
  });

  it('answers the same for a reset stream as for a new one', async () => {
    const { samples } = await sentence('rms', -50);
    const detector = voices.newDetector();
    const first = likelihoods(samples, detector);
    detector.reset();
    expect(likelihoods(samples, detector)).toEqual(first);
  });

  it('spends nothing on what cannot be heard, and calls it no speech', () => {
    expect(likelihoods(silence(200))).toEqual(new Array(10).fill(0));
  });

  it('refuses frames of another length', () => {
    const detector = voices.newDetector();
    expect(() => detector.process(new Int16Array(FRAME_SAMPLES - 1))).toThrow(RangeError);
    detector.release();
  });

  it('refuses a released detector, and releases once', () => {
    const before = voices.detectors;
    const detector = voices.newDetector();
    expect(voices.detectors).toBe(before + 1);
    detector.release();
    detector.release();
    expect(voices.detectors).toBe(before);
    expect(() => detector.process(silentFrame())).toThrow('released');
    expect(() => detector.reset()).toThrow('released');
  });

  it('gives all memory back: with many times more detectors than fit at once, and with many resets', async () => {
    const own = await loadVoiceActivity();
    const atFirst = own.memoryBytes;
    for (let count = 0; count < 10 * MOST_DETECTORS; count++) own.newDetector().release();
    expect(own.memoryBytes).toBe(atFirst);
    const kept = own.newDetector();
    for (let count = 0; count < 10 * MOST_DETECTORS; count++) kept.reset();
    expect(own.memoryBytes).toBe(atFirst);
  });

  it('has room for as many as it says, each of them working, and refuses one more', async () => {
    const own = await loadVoiceActivity();
    const { samples } = await sentence('slt', -62);
    const alone = likelihoods(samples.subarray(0, 50 * FRAME_SAMPLES));
    const { memoryBytes } = own;
    const all = Array.from({ length: MOST_DETECTORS }, () => own.newDetector());
    expect(() => own.newDetector()).toThrow('too many');
    expect(own.memoryBytes).toBe(memoryBytes);
    const last = all.at(-1);
    expect(last && likelihoods(samples.subarray(0, 50 * FRAME_SAMPLES), last)).toEqual(alone);
    all[0]?.release();
    expect(() => own.newDetector()).not.toThrow();
  });
});
