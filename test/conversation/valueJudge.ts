import type { SpeechJudge } from '../../src/conversation/speakerLine.ts';

/** Frames whose samples are at least this are speech for {@link valueJudge}; below they are noise. */
export const SPEECH_FROM = 100;

/** A judge of the frames that `countingDecoder` makes: what is loud is speech, at once. */
export function valueJudge(): SpeechJudge {
  return {
    judge(frame) {
      const speech = Math.abs(frame[0] ?? 0) >= SPEECH_FROM;
      return { onset: speech, voiced: speech, speech };
    },
    reset() {},
    release() {},
  };
}
