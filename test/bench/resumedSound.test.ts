import { describe, expect, it } from 'vitest';
import { babble } from '../../bench/sound/babble.ts';
import { resumedSound } from '../../bench/sound/resumedSound.ts';
import { throughCodec } from '../../bench/sound/throughCodec.ts';
import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { PlayoutBuffer } from '../../src/audio/playoutBuffer.ts';
import { joinSounds, silence } from '../../src/offline/speech/soundSource.ts';

const PART = { responseId: 'r', itemId: 'i', contentIndex: 0 };
const PAUSE_FRAMES = 20;
const answer = babble(2600);
const sent = throughCodec(answer, 'mono24k');

/** What leaves the playout buffer that ducks and pauses before those frames, and is resumed some frames later. */
function played(pauseBefore: readonly number[], lead = 0): Int16Array {
  const buffer = new PlayoutBuffer();
  buffer.append(PART, new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength));
  buffer.close();
  const frames: Int16Array[] = [silence(lead)];
  for (let frame = 0; !buffer.over; frame++) {
    if (pauseBefore.includes(frame)) {
      buffer.duck(-12);
      frames.push(...pull(buffer, 5));
      buffer.pause();
      frames.push(...pull(buffer, PAUSE_FRAMES));
      buffer.resume();
      buffer.duck(0);
    }
    frames.push(...pull(buffer, 1));
  }
  return joinSounds(...frames);
}

function pull(buffer: PlayoutBuffer, frames: number): Int16Array[] {
  return Array.from({ length: frames }, () => buffer.pull()?.samples ?? new Int16Array(0));
}

const heardThroughCodec = (pcm: Int16Array) => throughCodec(pcm, 'mono24k');
const half = Math.round(answer.length / FRAME_SAMPLES / 2);

/** The paused sound, with some of its frames changed behind the pause. */
function spoiled(change: (behind: Int16Array) => Int16Array): Int16Array {
  const whole = played([half]);
  const at = (half + 5 + PAUSE_FRAMES + 10) * FRAME_SAMPLES;
  return heardThroughCodec(joinSounds(whole.subarray(0, at), change(whole.subarray(at))));
}

describe('a sound that was stopped and went on', () => {
  it('is whole when nothing stopped it', () => {
    expect(resumedSound(sent, sent)).toEqual({ wrongSamples: 0, pausedMs: 0, unlikeFrames: 0 });
  });

  it.each([20, 67, 88])('is exact when it went on at the very sample, paused before frame %i', (frame) => {
    const resumed = resumedSound(sent, heardThroughCodec(played([frame], 340)));
    expect(resumed.wrongSamples).toBe(0);
    expect(Math.abs(resumed.pausedMs - (PAUSE_FRAMES - 1) * 20)).toBeLessThanOrEqual(10);
    expect(resumed.unlikeFrames).toBeLessThanOrEqual(2);
  });

  it('is exact when it was stopped twice', () => {
    expect(resumedSound(sent, heardThroughCodec(played([30, 100]))).wrongSamples).toBe(0);
  });

  it.each([1, 2, 5])('tells %i frames that are missing behind the pause', (frames) => {
    const { wrongSamples } = resumedSound(
      sent,
      spoiled((behind) => behind.subarray(frames * FRAME_SAMPLES)),
    );
    expect(wrongSamples).toBe(frames * FRAME_SAMPLES);
  });

  it.each([1, 2, 5])('tells %i frames that came twice behind the pause', (frames) => {
    const again = (behind: Int16Array) => joinSounds(behind.subarray(0, frames * FRAME_SAMPLES), behind);
    expect(resumedSound(sent, spoiled(again)).wrongSamples).toBe(frames * FRAME_SAMPLES);
  });

  it('tells some samples that are missing, though it is less than a frame', () => {
    const { wrongSamples } = resumedSound(
      sent,
      spoiled((behind) => behind.subarray(100)),
    );
    expect(Math.abs(wrongSamples - 100)).toBeLessThanOrEqual(6);
  });

  it('tells a frame that is missing or doubled right where it went on', () => {
    const whole = played([half]);
    const at = (half + 5 + PAUSE_FRAMES) * FRAME_SAMPLES;
    const wrong = (goesOnAt: number) =>
      resumedSound(sent, heardThroughCodec(joinSounds(whole.subarray(0, at), whole.subarray(goesOnAt))));
    expect(wrong(at + FRAME_SAMPLES).wrongSamples).toBe(FRAME_SAMPLES);
    const doubled = joinSounds(whole.subarray(0, at + FRAME_SAMPLES), whole.subarray(at));
    expect(resumedSound(sent, heardThroughCodec(doubled)).wrongSamples).toBe(FRAME_SAMPLES);
  });

  it('tells a beginning or an end that is missing, and a sound that never came', () => {
    const lost = 20 * FRAME_SAMPLES;
    expect(resumedSound(sent, sent.subarray(0, sent.length - lost)).wrongSamples).toBe(lost);
    expect(resumedSound(sent, sent.subarray(lost)).wrongSamples).toBe(lost);
    expect(resumedSound(sent, silence(100)).wrongSamples).toBe(sent.length);
  });
});
