import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SPEECH_GATE, SpeechGate } from '../../src/audio/speechGate.ts';

const VOICE = 0.95;
const HALF_SURE = 0.6;
const FAINT = 0.4;
const NOISE = 0.01;

function opinions(gate: SpeechGate, likelihoods: readonly number[]): string {
  return likelihoods
    .map((likelihood) => {
      const { voiced, speech } = gate.next(likelihood);
      return speech ? 'S' : voiced ? 'v' : '.';
    })
    .join('');
}

describe('the speech gate', () => {
  it('calls the first loud frame voiced and the second speech', () => {
    expect(opinions(new SpeechGate(), [NOISE, VOICE, VOICE, VOICE])).toBe('.vSS');
  });

  it('has a first impression of what it is only half sure of, and never calls it speech', () => {
    expect(opinions(new SpeechGate(), [HALF_SURE, HALF_SURE, HALF_SURE, HALF_SURE])).toBe('vvvv');
    expect(opinions(new SpeechGate(), [HALF_SURE, VOICE, HALF_SURE, VOICE])).toBe('vvvS');
  });

  it('is not taken in by single frames', () => {
    const clicks = [VOICE, NOISE, NOISE, VOICE, NOISE, NOISE, VOICE];
    expect(opinions(new SpeechGate(), clicks)).toBe('v..v..v');
  });

  it('begins over one weak frame among voiced ones', () => {
    expect(opinions(new SpeechGate(), [VOICE, NOISE, VOICE])).toBe('v.S');
  });

  it('does not begin on faint frames, but goes on over them', () => {
    expect(opinions(new SpeechGate(), [FAINT, FAINT, FAINT])).toBe('...');
    const faintEnd = new Array<number>(20).fill(FAINT);
    expect(opinions(new SpeechGate(), [VOICE, VOICE, ...faintEnd])).toBe(`vS${'S'.repeat(20)}`);
  });

  it('bridges a gap shorter than its measure and ends at one as long', () => {
    const gap = new Array<number>(DEFAULT_SPEECH_GATE.gapFrames).fill(NOISE);
    expect(opinions(new SpeechGate(), [VOICE, VOICE, ...gap.slice(1), VOICE])).toBe('vSSSSSS');
    expect(opinions(new SpeechGate(), [VOICE, VOICE, ...gap])).toBe('vSSSSS.');
  });

  it('needs as much again after an end', () => {
    const gap = new Array<number>(DEFAULT_SPEECH_GATE.gapFrames).fill(NOISE);
    expect(opinions(new SpeechGate(), [VOICE, VOICE, ...gap, VOICE, VOICE]).endsWith('.vS')).toBe(true);
  });

  it('forgets everything when it is reset', () => {
    const gate = new SpeechGate();
    gate.next(VOICE);
    gate.reset();
    expect(opinions(gate, [VOICE, VOICE])).toBe('vS');
    gate.reset();
    expect(opinions(gate, [FAINT])).toBe('.');
  });

  it('never hears speech in fewer certain frames than it needs, and always ends after a long gap', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }), (likelihoods) => {
        const gate = new SpeechGate();
        const said = opinions(gate, likelihoods);
        const began = said.indexOf('S');
        if (began >= 0) {
          const window = likelihoods.slice(
            Math.max(0, began - DEFAULT_SPEECH_GATE.windowFrames + 1),
            began + 1,
          );
          const voiced = window.filter((likelihood) => likelihood >= DEFAULT_SPEECH_GATE.certainFrom);
          expect(voiced.length).toBeGreaterThanOrEqual(DEFAULT_SPEECH_GATE.neededFrames);
        }
        const quiet = new Array<number>(DEFAULT_SPEECH_GATE.gapFrames).fill(0);
        expect(opinions(gate, quiet).endsWith('.')).toBe(true);
      }),
    );
  });
});
