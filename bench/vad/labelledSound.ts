import { FRAME_SAMPLES } from '../../src/audio/format.ts';
import { rms } from '../../src/audio/pcm.ts';

/** What a frame holds: speech, none, or the edge between them, which counts for and against nobody. */
export type FrameLabel = 'speech' | 'other' | 'edge';

/** 24 kHz mono sound and, for each whole 20 ms frame of it, whether somebody speaks. */
export interface LabelledSound {
  /** The row of the table it belongs to. */
  group: string;
  samples: Int16Array;
  labels: readonly FrameLabel[];
}

/** A frame so far under the loudest frame of clean speech is a pause. */
const PAUSE_DB = 38;
/** Closures of stops and short breaths between words belong to the speech: 120 ms. */
const CLOSURE_FRAMES = 6;
/** Frames on each side of a change that are scored for nobody: codec delay and frame grid blur them. */
const EDGE_FRAMES = 1;

/**
 * Labels clean speech by its level: frames less than `pauseDb` under the loudest one are speech, gaps of up to 120 ms between
 * them too. The labels hold for the same speech under noise.
 */
export function labelSpeech(clean: Int16Array, pauseDb = PAUSE_DB): FrameLabel[] {
  const levels: number[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= clean.length; at += FRAME_SAMPLES) {
    levels.push(rms(clean.subarray(at, at + FRAME_SAMPLES)));
  }
  const least = Math.max(...levels) * 10 ** (-pauseDb / 20);
  const speech = levels.map((level) => level > least);
  fillClosures(speech);
  return speech.map((isSpeech, index) => {
    const near = speech.slice(Math.max(0, index - EDGE_FRAMES), index + EDGE_FRAMES + 1);
    if (near.some((other) => other !== isSpeech)) return 'edge';
    return isSpeech ? 'speech' : 'other';
  });
}

/** Labels sound in which nobody speaks. */
export function labelOther(samples: Int16Array): FrameLabel[] {
  return new Array<FrameLabel>(Math.floor(samples.length / FRAME_SAMPLES)).fill('other');
}

function fillClosures(speech: boolean[]): void {
  let lastSpeech = -1;
  for (let index = 0; index < speech.length; index++) {
    if (!speech[index]) continue;
    if (lastSpeech >= 0 && index - lastSpeech - 1 <= CLOSURE_FRAMES) speech.fill(true, lastSpeech, index);
    lastSpeech = index;
  }
}
