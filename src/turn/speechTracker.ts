/** One 20 ms frame of a speaker, as the voice detector judged it. */
export interface JudgedFrame {
  /** A voice may be beginning: a guess by the level, wrong more often than not where it is noisy. Enough to duck for a moment. */
  onset: boolean;
  /** The detector's first impression: quick, and sometimes wrong. Enough to duck the bot. */
  voiced: boolean;
  /** The detector's considered opinion, a few frames later: this is speech. Enough to take the floor. */
  speech: boolean;
}

/** What a speaker has just done. `paused` may turn out to be the end of the utterance, or a breath in it. */
export type SpeechChange = 'started' | 'paused' | undefined;

/** When a speaker counts as having paused. */
export interface SpeechTiming {
  /** On an open microphone: this long without speech. */
  localSilenceMs: number;
  /** Packets have stopped without Discord's end mark. */
  packetGapMs: number;
}

/**
 * With the 100 ms by which the detector's opinion outlasts the voice, 300 ms of silence, which spare most breaths between words;
 * 60 ms without packets are two more than an even line ever misses.
 */
export const DEFAULT_SPEECH_TIMING = { localSilenceMs: 200, packetGapMs: 60 } as const satisfies SpeechTiming;

const FRAME_MS = 20;

/** Follows one speaker: from judged frames, end marks and time to "has started" and "has paused". */
export class SpeechTracker {
  readonly #timing: SpeechTiming;
  #speaking = false;
  #speechMs = 0;
  #lastSpeechMs = Number.NEGATIVE_INFINITY;
  #lastFrameMs = Number.NEGATIVE_INFINITY;
  #lineDelayMs = 0;
  #gapSinceMs: number | undefined;
  #endedSinceMs: number | undefined;

  constructor(timing: SpeechTiming) {
    this.#timing = timing;
  }

  /** Between a start and the pause that followed it. */
  get speaking(): boolean {
    return this.#speaking;
  }

  /** Speech since {@link begin}, pauses left out. */
  get speechMs(): number {
    return this.#speechMs;
  }

  get lastSpeechMs(): number {
    return this.#lastSpeechMs;
  }

  /** Since when packets are missing, if that and no end mark made the pause: the line may have stumbled, and the sentence go on. */
  get gapSinceMs(): number | undefined {
    return this.#gapSinceMs;
  }

  /** When the last packet of a transmission came that Discord has marked as ended. */
  get endedSinceMs(): number | undefined {
    return this.#endedSinceMs;
  }

  /** The frame that has just started is the first of a new utterance: what was said before does not count for it. */
  begin(): void {
    this.#speechMs = FRAME_MS;
  }

  /** @param lineDelayMs how late packets come on this line at present: their absence means nothing for so much longer */
  frame(frame: JudgedFrame, nowMs: number, lineDelayMs = 0): SpeechChange {
    this.#lastFrameMs = nowMs;
    this.#lineDelayMs = lineDelayMs;
    this.#gapSinceMs = undefined;
    this.#endedSinceMs = undefined;
    if (!frame.speech) return this.#silentSince(this.#lastSpeechMs + this.#timing.localSilenceMs, nowMs);
    this.#speechMs += FRAME_MS;
    this.#lastSpeechMs = nowMs;
    if (this.#speaking) return undefined;
    this.#speaking = true;
    return 'started';
  }

  /** Discord's end mark. */
  end(): SpeechChange {
    this.#gapSinceMs = undefined;
    this.#endedSinceMs = this.#lastFrameMs;
    return this.#pause();
  }

  tick(nowMs: number): SpeechChange {
    const change = this.#silentSince(this.#lastFrameMs + this.#timing.packetGapMs + this.#lineDelayMs, nowMs);
    if (change === 'paused') this.#gapSinceMs = this.#lastFrameMs;
    return change;
  }

  #silentSince(dueMs: number, nowMs: number): SpeechChange {
    return nowMs >= dueMs ? this.#pause() : undefined;
  }

  #pause(): SpeechChange {
    if (!this.#speaking) return undefined;
    this.#speaking = false;
    return 'paused';
  }
}
