import { FRAME_BYTES, FRAME_MS, type Frame } from '../audio/format.ts';
import { bytesFromSamples } from '../audio/pcm.ts';
import type { UtteranceBuffer } from '../audio/utteranceBuffer.ts';
import type { RealtimePort } from '../realtime/sessionEvents.ts';

/** The model refuses to commit less sound than this. */
const MIN_COMMIT_MS = 100;
/** What was kept goes out in messages of this much sound: fewer of them, and none too large. */
const BULK_FRAMES = 10;

/** The way to the model: one person's sound at a time, live or from what was kept of it. */
export class UplinkFloor {
  readonly #realtime: Pick<RealtimePort, 'append' | 'commit' | 'clearInput'>;
  #streaming: { userId: string; utterance: UtteranceBuffer } | undefined;
  #uncommitted: Frame[] = [];

  constructor(realtime: Pick<RealtimePort, 'append' | 'commit' | 'clearInput'>) {
    this.#realtime = realtime;
  }

  /** Sends what is kept of this person and not sent yet, and from now on what comes. */
  stream(userId: string, utterance: UtteranceBuffer): void {
    this.#streaming = { userId, utterance };
    this.flow(userId);
  }

  /** Something new of this person is here. */
  flow(userId: string): void {
    if (this.#streaming?.userId !== userId) return;
    const frames = this.#streaming.utterance.take();
    this.#uncommitted.push(...frames);
    this.#appendAll(frames);
  }

  /** What was streamed is complete. Too short for the model, it is filled up with silence. Answers what it was. */
  commit(): readonly Frame[] {
    const frames = this.#uncommitted;
    this.#end();
    this.#commit(frames.length);
    return frames;
  }

  /** Sends and commits what was said before, while nothing is being streamed. */
  sendAgain(frames: readonly Frame[]): void {
    this.#appendAll(frames);
    this.#commit(frames.length);
  }

  /** What was streamed is nobody's. */
  discard(): void {
    this.#realtime.clearInput();
    this.#end();
  }

  /** The session is gone, and what it held with it. */
  lose(): void {
    this.#end();
  }

  #end(): void {
    this.#streaming = undefined;
    this.#uncommitted = [];
  }

  #commit(frames: number): void {
    const missingFrames = MIN_COMMIT_MS / FRAME_MS - frames;
    if (missingFrames > 0) this.#realtime.append(new Uint8Array(missingFrames * FRAME_BYTES));
    this.#realtime.commit();
  }

  #appendAll(frames: readonly Frame[]): void {
    for (let start = 0; start < frames.length; start += BULK_FRAMES) {
      this.#append(frames.slice(start, start + BULK_FRAMES));
    }
  }

  #append(frames: readonly Frame[]): void {
    const bytes = new Uint8Array(frames.length * FRAME_BYTES);
    for (const [index, frame] of frames.entries()) bytes.set(bytesFromSamples(frame), index * FRAME_BYTES);
    this.#realtime.append(bytes);
  }
}
