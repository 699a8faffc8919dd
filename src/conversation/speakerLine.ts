import type { Frame } from '../audio/format.ts';
import { type FrameDecoder, SpeakerTrack } from '../audio/speakerTrack.ts';
import type { TrackCounters } from '../audio/trackCounters.ts';
import { UtteranceBuffer } from '../audio/utteranceBuffer.ts';
import type { JudgedFrame } from '../turn/speechTracker.ts';
import type { VoicePacket } from '../voice/voiceEvents.ts';

/** Tells speech from everything else a microphone picks up. It has memory: one a speaker. */
export interface SpeechJudge {
  judge(frame: Frame): JudgedFrame;
  /** A new transmission begins: what was heard before does not count for it. */
  reset(): void;
  release(): void;
}

/** One person's way in: packets become frames, each is judged, and what they are saying is kept. */
export class SpeakerLine {
  readonly utterance = new UtteranceBuffer();
  readonly #track: SpeakerTrack;
  readonly #judge: SpeechJudge;
  readonly #onFrame: (judged: JudgedFrame, lineDelayMs: number) => void;

  /**
   * @param onFrame is told of each frame in order, when it is in {@link utterance} already, and of how late packets come on this
   * line at present
   */
  constructor(
    decoder: FrameDecoder,
    judge: SpeechJudge,
    onFrame: (judged: JudgedFrame, lineDelayMs: number) => void,
  ) {
    this.#track = new SpeakerTrack(decoder);
    this.#judge = judge;
    this.#onFrame = onFrame;
  }

  get counters(): TrackCounters {
    return this.#track.counters;
  }

  packet({ opus, sequence, timestamp, ssrc }: VoicePacket, nowMs: number): void {
    this.#track.push({ opus, sequence, timestamp, ssrc }, nowMs);
    this.#flow();
  }

  /** Discord's end mark: nothing of the transmission is behind it. */
  end(): void {
    this.#track.end();
    this.#flow();
    this.#judge.reset();
  }

  tick(nowMs: number): void {
    this.#track.tick(nowMs);
    this.#flow();
  }

  release(): void {
    this.#track.release();
    this.#judge.release();
  }

  #flow(): void {
    for (let frame = this.#track.take(); frame !== undefined; frame = this.#track.take()) {
      const judged = this.#judge.judge(frame);
      if (judged.speech) this.utterance.open();
      this.utterance.push(frame);
      this.#onFrame(judged, this.#track.delayMs);
    }
  }
}
