import { rms } from '../../src/audio/pcm.ts';
import { SpeechGate } from '../../src/audio/speechGate.ts';
import type { FrameJudge } from './judgeScore.ts';

/** Root mean square of -45 dBFS: above the noise of most rooms, under most speech. */
const LOUD_RMS = 184;

/** What one writes without a library: a frame above -45 dBFS is a voice. Smoothed as the detector is. */
export function levelGate(): FrameJudge {
  const gate = new SpeechGate();
  return { judge: (frame) => gate.next(rms(frame) >= LOUD_RMS ? 1 : 0), release: () => undefined };
}
