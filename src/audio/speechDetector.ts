import type { Frame } from './format.ts';
import { type FrameJudgement, SpeechGate } from './speechGate.ts';
import type { VoiceActivityDetector } from './voiceActivity.ts';
import { VoiceOnset } from './voiceOnset.ts';

/** What is thought of one frame of a speaker. */
export interface HeardFrame extends FrameJudgement {
  /** A voice may be beginning here: a guess by the level, earlier than `voiced` and wrong more often. */
  onset: boolean;
}

/**
 * While somebody speaks the library is asked at every third frame only. It is the dearest part of the way in (about 0.5 ms a
 * frame), and holding its last word over two frames also bridges the unvoiced sounds at which it wavers (docs/voice-activity.md).
 */
const FRAMES_A_QUESTION_IN_SPEECH = 3;

/** Judges one speaker's frames, in the order they were spoken: the library's likelihood, made up into an opinion, and a first guess. */
export class SpeechDetector {
  readonly #voice: VoiceActivityDetector;
  readonly #gate: SpeechGate;
  readonly #onset = new VoiceOnset();
  #likelihood = 0;
  /** Frames for which the last word still holds. */
  #heldFrames = 0;

  /** Owns `voice` from here on. */
  constructor(voice: VoiceActivityDetector, gate = new SpeechGate()) {
    this.#voice = voice;
    this.#gate = gate;
  }

  /** @throws as {@link VoiceActivityDetector.process} */
  judge(frame: Frame): HeardFrame {
    const asked = this.#heldFrames === 0;
    if (asked) this.#likelihood = this.#voice.process(frame);
    else this.#heldFrames -= 1;
    const judgement = this.#gate.next(this.#likelihood);
    if (!judgement.speech) this.#heldFrames = 0;
    else if (asked) this.#heldFrames = FRAMES_A_QUESTION_IN_SPEECH - 1;
    return { ...judgement, onset: this.#onset.next(frame, judgement) };
  }

  /** A new transmission begins: what was heard before does not count for it. */
  reset(): void {
    this.#voice.reset();
    this.#gate.reset();
    this.#onset.begin();
    this.#heldFrames = 0;
  }

  release(): void {
    this.#voice.release();
  }
}
