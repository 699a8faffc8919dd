/** What is thought of one frame. */
export interface FrameJudgement {
  /** The first impression: this frame alone may be a voice. Quick, and wrong at a loud key now and then: good for ducking only. */
  voiced: boolean;
  /** The considered opinion: somebody speaks, since a few frames and through short gaps. */
  speech: boolean;
}

/** When likelihoods become an opinion; likelihoods are 0..1, frames 20 ms. */
export interface SpeechGateSettings {
  /** From here a frame gives the first impression of a voice. */
  voicedFrom: number;
  /** From here it counts for speech to begin. */
  certainFrom: number;
  /** Speech goes on while frames stay at least here. */
  goesOnFrom: number;
  /** So many of the last {@link windowFrames} must be certain for speech to begin. */
  neededFrames: number;
  windowFrames: number;
  /** Speech outlasts a gap shorter than this. */
  gapFrames: number;
}

/**
 * Chosen by the measurement in docs/voice-activity.md. RNNoise is nearly always sure: 0.8 finds speech as early as 0.5 does and
 * lets fewer noises pass, but the first frame that gives an impression comes 20 ms earlier with 0.5; two of three frames cost 20 ms and keep single clicks out; 100 ms bridge the closure of a "t" or "p".
 */
export const DEFAULT_SPEECH_GATE = {
  voicedFrom: 0.5,
  certainFrom: 0.8,
  goesOnFrom: 0.2,
  neededFrames: 2,
  windowFrames: 3,
  gapFrames: 5,
} as const satisfies SpeechGateSettings;

/** Makes up its mind about one stream: from likelihoods of single frames to "somebody speaks". */
export class SpeechGate {
  readonly #settings: SpeechGateSettings;
  /** Whether each of the last frames was certain, newest last; at most the window. */
  #recent: boolean[] = [];
  #speech = false;
  #gapFrames = 0;

  constructor(settings: SpeechGateSettings = DEFAULT_SPEECH_GATE) {
    this.#settings = settings;
  }

  /** Judges the next frame by how likely it holds speech. */
  next(likelihood: number): FrameJudgement {
    const { voicedFrom, certainFrom, goesOnFrom, neededFrames, windowFrames, gapFrames } = this.#settings;
    this.#recent.push(likelihood >= certainFrom);
    if (this.#recent.length > windowFrames) this.#recent.shift();
    if (this.#speech) {
      this.#gapFrames = likelihood >= goesOnFrom ? 0 : this.#gapFrames + 1;
      if (this.#gapFrames >= gapFrames) this.reset();
    } else if (this.#recent.filter(Boolean).length >= neededFrames) {
      this.#speech = true;
    }
    return { voiced: likelihood >= voicedFrom, speech: this.#speech };
  }

  /** Forgets the stream: nobody speaks. */
  reset(): void {
    this.#recent = [];
    this.#speech = false;
    this.#gapFrames = 0;
  }
}
