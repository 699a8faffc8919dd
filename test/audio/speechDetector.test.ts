import { describe, expect, it } from 'vitest';
import { silentFrame } from '../../src/audio/format.ts';
import { SpeechDetector } from '../../src/audio/speechDetector.ts';
import type { VoiceActivityDetector } from '../../src/audio/voiceActivity.ts';

/** A library that always says the same, and counts how often it was asked. */
class FixedLikelihood implements VoiceActivityDetector {
  asked = 0;
  likelihood = 1;

  process(): number {
    this.asked += 1;
    return this.likelihood;
  }

  reset(): void {}
  release(): void {}
}

function judge(detector: SpeechDetector, frames: number): boolean[] {
  return Array.from({ length: frames }, () => detector.judge(silentFrame()).speech);
}

describe('the speech detector', () => {
  it('asks the library at every frame until somebody speaks, then at every third', () => {
    const library = new FixedLikelihood();
    const detector = new SpeechDetector(library);
    library.likelihood = 0;
    judge(detector, 10);
    expect(library.asked).toBe(10);
    library.likelihood = 1;
    const first = judge(detector, 10).indexOf(true);
    const before = library.asked;
    judge(detector, 30);
    expect(library.asked - before).toBe(10);
    expect(first).toBeLessThan(4);
  });

  it('hears the end of speech within 140 ms, and asks at every frame again', () => {
    const library = new FixedLikelihood();
    const detector = new SpeechDetector(library);
    judge(detector, 10);
    library.likelihood = 0;
    expect(judge(detector, 8).lastIndexOf(true)).toBeLessThan(7);
    const before = library.asked;
    judge(detector, 5);
    expect(library.asked - before).toBe(5);
  });

  it('starts from nothing after a reset', () => {
    const library = new FixedLikelihood();
    const detector = new SpeechDetector(library);
    judge(detector, 10);
    library.likelihood = 0;
    detector.reset();
    expect(judge(detector, 3)).toEqual([false, false, false]);
    expect(library.asked).toBeGreaterThanOrEqual(3);
  });
});
