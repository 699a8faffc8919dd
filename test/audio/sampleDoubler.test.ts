import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { SampleDoubler } from '../../src/audio/sampleDoubler.ts';
import { sine } from '../../src/offline/speech/soundSource.ts';

function doubled(doubler: SampleDoubler, samples: Int16Array): Float32Array {
  const output = new Float32Array(2 * samples.length);
  for (let at = 0; at < samples.length; at += FRAME_SAMPLES) {
    const part = output.subarray(2 * at, 2 * (at + FRAME_SAMPLES));
    doubler.process(samples.subarray(at, at + FRAME_SAMPLES), part);
  }
  return output;
}

/** Root mean square of what is not the sine of `hz`, as a share of that sine's. */
function distortion(samples: Float32Array, hz: number): { share: number; level: number } {
  let inPhase = 0;
  let quadrature = 0;
  const angle = (index: number) => (2 * Math.PI * hz * index) / 48_000;
  for (const [index, sample] of samples.entries()) {
    inPhase += (2 * sample * Math.sin(angle(index))) / samples.length;
    quadrature += (2 * sample * Math.cos(angle(index))) / samples.length;
  }
  let rest = 0;
  for (const [index, sample] of samples.entries()) {
    rest += (sample - inPhase * Math.sin(angle(index)) - quadrature * Math.cos(angle(index))) ** 2;
  }
  const level = Math.hypot(inPhase, quadrature);
  return { share: Math.sqrt((2 * rest) / samples.length) / level, level };
}

describe('the sample doubler', () => {
  it.each([200, 1000, 4000, 8000])('keeps a tone of %i Hz a tone, over the edges of frames', (hz) => {
    const output = doubled(new SampleDoubler(), sine(hz, 400, 0.5)).subarray(960);
    const { share, level } = distortion(output, hz);
    expect(share).toBeLessThan(0.01);
    expect(level / (0.5 * 32_767)).toBeCloseTo(1, 1);
  });

  it('forgets the stream when it is reset', () => {
    const doubler = new SampleDoubler();
    doubled(doubler, sine(1000, 20, 0.5));
    doubler.reset();
    expect(doubled(doubler, new Int16Array(FRAME_SAMPLES)).every((sample) => sample === 0)).toBe(true);
  });
});
