import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, msToSamples } from '../../../src/audio/format.ts';
import { followSound } from '../../../src/offline/demo/followSound.ts';
import { encodeVoice, VoiceDecoder } from '../../../src/offline/discord/voice/opusVoice.ts';
import { joinSounds, silence } from '../../../src/offline/speech/soundSource.ts';
import { Speech } from '../../../src/offline/speech/speech.ts';

/** As a listener gets it. */
function throughOpus(pcm: Int16Array): Int16Array {
  const decoder = new VoiceDecoder();
  return joinSounds(
    ...encodeVoice(pcm).map((packet) => decoder.decode(packet) ?? new Int16Array(FRAME_SAMPLES)),
  );
}

describe('followSound', () => {
  let speech: Speech;
  let sent: Int16Array;
  let other: Int16Array;
  beforeAll(async () => {
    speech = new Speech();
    sent = await speech.synthesize('The lamps of the village were lit by a small dragon.', { voice: 'rms' });
    other = await speech.synthesize('My cat sleeps on the warm roof all day long.', { voice: 'rms' });
  });
  afterAll(() => speech.close());

  it('knows its own sound behind the codec', () => {
    expect(followSound(sent, throughOpus(sent)).likeness).toBeGreaterThan(0.95);
  });

  it('says up to where a cut answer was heard', () => {
    const heard = throughOpus(sent.subarray(0, msToSamples(1_000)));
    const { likeness, sentUpToMs } = followSound(sent, heard);
    expect(likeness).toBeGreaterThan(0.95);
    expect(Math.abs(sentUpToMs - 1_000)).toBeLessThan(20);
  });

  it('sees through bridged gaps', () => {
    const half = FRAME_SAMPLES * 50;
    const bridged = joinSounds(sent.subarray(0, half), silence(40), sent.subarray(half, half * 2));
    const { likeness, sentUpToMs } = followSound(sent, throughOpus(bridged));
    expect(likeness).toBeGreaterThan(0.9);
    expect(Math.abs(sentUpToMs - 2_000)).toBeLessThan(20);
  });

  it('notices a frame that was left out: the rest of the sound is further on than it should be', () => {
    const without = joinSounds(sent.subarray(0, FRAME_SAMPLES * 20), sent.subarray(FRAME_SAMPLES * 21));
    const heard = throughOpus(without.subarray(0, FRAME_SAMPLES * 80));
    expect(followSound(sent, heard).sentUpToMs).toBeGreaterThan(1_605);
  });

  it('finds other words, silence and nothing unlike', () => {
    expect(followSound(sent, throughOpus(other)).likeness).toBeLessThan(0.6);
    expect(followSound(sent, silence(1_000))).toEqual({ likeness: 0, sentUpToMs: 0, places: [] });
    expect(followSound(sent, new Int16Array(0))).toEqual({ likeness: 0, sentUpToMs: 0, places: [] });
  });
});
