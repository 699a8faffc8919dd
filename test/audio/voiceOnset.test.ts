import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, type Frame, silentFrame } from '../../src/audio/format.ts';
import { DEFAULT_VOICE_ONSET, VoiceOnset } from '../../src/audio/voiceOnset.ts';

const NOTHING = { voiced: false, speech: false };
const IMPRESSION = { voiced: true, speech: false };
const SPEECH = { voiced: true, speech: true };
const { firstHoldOffMs, openingMs, agreeWithinMs } = DEFAULT_VOICE_ONSET;
const FRAME_MS = 20;

/** A frame of a tone at this level that fades by so many dB from its beginning to its end. */
function frameAt(dbfs: number, fadesDb = 0): Frame {
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, index) => {
    const db = dbfs - (fadesDb * index) / FRAME_SAMPLES;
    return 32_767 * Math.SQRT2 * 10 ** (db / 20) * Math.sin(index / 5);
  });
}

const ROOM = frameAt(-58);
const VOICE = frameAt(-28);

/** How many of so many frames were guesses, in order. */
function guesses(onset: VoiceOnset, frame: Frame, frames: number, judged = NOTHING): boolean[] {
  return Array.from({ length: frames }, () => onset.next(frame, judged));
}

/** Somebody whose noise is known: their transmission has lasted for a while. */
function openMicrophone(room = ROOM): VoiceOnset {
  const onset = new VoiceOnset();
  onset.begin();
  expect(guesses(onset, room, 250)).not.toContain(true);
  return onset;
}

describe('the first guess at a voice', () => {
  it('is made at the very first frame of a transmission', () => {
    const onset = new VoiceOnset();
    onset.begin();
    expect(onset.next(VOICE, NOTHING)).toBe(true);
  });

  it('is not made of silence, or of what is too faint to be said to anybody', () => {
    const onset = new VoiceOnset();
    onset.begin();
    expect(guesses(onset, silentFrame(), 3)).not.toContain(true);
    onset.begin();
    expect(guesses(onset, frameAt(-54), 3)).not.toContain(true);
  });

  it('is made at the second frame of a voice in a running transmission', () => {
    expect(guesses(openMicrophone(), VOICE, 3)).toEqual([false, true, true]);
  });

  it('is not made of a noise that goes on, however loud, once it is known', () => {
    const onset = openMicrophone();
    guesses(onset, frameAt(-35), 250);
    expect(guesses(onset, frameAt(-35), 500)).not.toContain(true);
    expect(guesses(onset, frameAt(-15), 2)).toContain(true);
  });

  it.each([
    ['in a running transmission', () => openMicrophone()],
    ['at the beginning of one', () => new VoiceOnset()],
  ])('is not made of a knock that dies away %s', (_when, make) => {
    const onset = make();
    onset.begin();
    expect(onset.next(frameAt(-20, 12), NOTHING)).toBe(false);
    expect(onset.next(frameAt(-32, 12), NOTHING)).toBe(false);
  });

  it('is over as soon as the detector has an impression of its own', () => {
    const onset = new VoiceOnset();
    onset.begin();
    expect(guesses(onset, VOICE, 2)).toEqual([true, true]);
    expect(onset.next(VOICE, IMPRESSION)).toBe(false);
  });

  it('ends when the detector does not agree, and is not made again for a while, each time longer', () => {
    const onset = openMicrophone();
    const waits: number[] = [];
    for (let time = 0; time < 3; time++) {
      const wrong = guesses(onset, VOICE, 12);
      expect(wrong.filter(Boolean).length).toBeLessThanOrEqual(agreeWithinMs / FRAME_MS + 1);
      expect(wrong.at(-1)).toBe(false);
      let waitedMs = 0;
      // Short bursts, with the room in between so that the floor stays.
      while (!guesses(onset, VOICE, 2).includes(true) && waitedMs < 60_000) {
        guesses(onset, ROOM, 8);
        waitedMs += 10 * FRAME_MS;
      }
      waits.push(waitedMs);
    }
    expect(waits[0]).toBeGreaterThanOrEqual(firstHoldOffMs - 12 * FRAME_MS);
    expect(waits[1]).toBeGreaterThan(1.5 * (waits[0] ?? 0));
    expect(waits[2]).toBeGreaterThan(1.5 * (waits[1] ?? 0));
  });

  it('is made again at once after the same speaker really spoke', () => {
    const onset = openMicrophone();
    guesses(onset, VOICE, 12);
    expect(guesses(onset, VOICE, 2)).not.toContain(true);
    onset.next(VOICE, SPEECH);
    onset.begin();
    expect(onset.next(VOICE, NOTHING)).toBe(true);
  });

  it('was wrong where the transmission was over before the detector agreed', () => {
    const onset = new VoiceOnset();
    onset.begin();
    expect(onset.next(VOICE, NOTHING)).toBe(true);
    onset.begin();
    expect(guesses(onset, VOICE, openingMs / FRAME_MS)).not.toContain(true);
  });
});
