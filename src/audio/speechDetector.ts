import type { Frame } from './format.ts';
import { type FrameJudgement, SpeechGate } from './speechGate.ts';
import type { VoiceActivityDetector } from './voiceActivity.ts';

/** Judges one speaker's frames, in the order they were spoken: the library's likelihood, made up into an opinion. */
export class SpeechDetector {
  readonly #voice: VoiceActivityDetector;
  readonly #gate: SpeechGate;

  /** Owns `voice` from here on. */
  constructor(voice: VoiceActivityDetector, gate = new SpeechGate()) {
    this.#voice = voice;
    this.#gate = gate;
  }

  /** @throws as {@link VoiceActivityDetector.process} */
  judge(frame: Frame): FrameJudgement {
    return this.#gate.next(this.#voice.process(frame));
  }

  /** A new transmission begins: what was heard before does not count for it. */
  reset(): void {
    this.#voice.reset();
    this.#gate.reset();
  }

  release(): void {
    this.#voice.release();
  }
}
