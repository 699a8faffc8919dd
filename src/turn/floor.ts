import {
  DEFAULT_SPEECH_TIMING,
  type JudgedFrame,
  type SpeechChange,
  type SpeechTiming,
  SpeechTracker,
} from './speechTracker.ts';

/** Who holds the floor, who waits for it, and who is speaking. One person holds it at a time. */
export class Floor {
  readonly #timing: SpeechTiming;
  readonly #speakers = new Map<string, SpeechTracker>();
  /** They left; what they have said, if it is still needed, still comes. */
  readonly #goneIds = new Set<string>();
  #holderId: string | undefined;
  /** First come, first served. */
  readonly #waiting: { userId: string; sinceMs: number }[] = [];

  constructor(timing: SpeechTiming = DEFAULT_SPEECH_TIMING) {
    this.#timing = timing;
  }

  get holderId(): string | undefined {
    return this.#holderId;
  }

  get anybodyWaits(): boolean {
    return this.#waiting.length > 0;
  }

  /** Does anybody hold the floor, wait for it, or speak? */
  get busy(): boolean {
    if (this.#holderId !== undefined || this.anybodyWaits) return true;
    for (const speaker of this.#speakers.values()) if (speaker.speaking) return true;
    return false;
  }

  get holderSpeaks(): boolean {
    return this.#holder?.speaking ?? false;
  }

  /** Speech in the holder's utterance so far, pauses left out. */
  get holderSpeechMs(): number {
    return this.#holder?.speechMs ?? 0;
  }

  /**
   * The holder's packets stopped less than so long ago, without an end mark: perhaps the line only stumbles, and another's words
   * would come between the parts of a sentence.
   */
  holderMayGoOn(nowMs: number, withinMs: number): boolean {
    const gapSinceMs = this.#holder?.gapSinceMs;
    return gapSinceMs !== undefined && nowMs < gapSinceMs + withinMs;
  }

  /** Since when the holder is certainly silent: since the last packet where Discord has marked the end, otherwise since now. */
  holderSilentSinceMs(nowMs: number): number {
    return this.#holder?.endedSinceMs ?? nowMs;
  }

  /** How long the first in the line has waited; 0 when nobody does. */
  waitedMs(nowMs: number): number {
    const [first] = this.#waiting;
    return first === undefined ? 0 : nowMs - first.sinceMs;
  }

  frame(userId: string, frame: JudgedFrame, nowMs: number, lineDelayMs?: number): SpeechChange {
    this.#goneIds.delete(userId);
    let speaker = this.#speakers.get(userId);
    if (speaker === undefined) {
      speaker = new SpeechTracker(this.#timing);
      this.#speakers.set(userId, speaker);
    }
    return speaker.frame(frame, nowMs, lineDelayMs);
  }

  end(userId: string): SpeechChange {
    return this.#speakers.get(userId)?.end();
  }

  /** Everybody whose packets have stopped without an end mark: they have paused. */
  silentSince(nowMs: number): string[] {
    return [...this.#speakers].flatMap(([userId, speaker]) =>
      speaker.tick(nowMs) === 'paused' ? [userId] : [],
    );
  }

  /** Somebody who has just started comes after the others. */
  wait(userId: string, nowMs: number): void {
    if (this.#waiting.some((waiter) => waiter.userId === userId)) return;
    this.#speakers.get(userId)?.begin();
    this.#waiting.push({ userId, sinceMs: nowMs });
  }

  /** The holder, who speaks on, comes after the others. */
  giveWay(nowMs: number): void {
    const holderId = this.#holderId;
    this.#holderId = undefined;
    if (holderId !== undefined) this.wait(holderId, nowMs);
  }

  /** Gives the floor to who has waited longest; `undefined`: nobody has, it is free. */
  passOn(): string | undefined {
    const holderId = this.#holderId;
    this.#holderId = this.#waiting.shift()?.userId;
    if (holderId !== undefined && this.#goneIds.has(holderId)) this.forget(holderId);
    return this.#holderId;
  }

  /** They do not wait for the floor any more. */
  leaveLine(userId: string): void {
    const place = this.#waiting.findIndex((waiter) => waiter.userId === userId);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** Do they hold the floor or wait for it? */
  knows(userId: string): boolean {
    return this.#holderId === userId || this.#waiting.some((waiter) => waiter.userId === userId);
  }

  /** They are gone; what they have said, if it waits, still comes. */
  forget(userId: string): void {
    if (this.knows(userId)) {
      this.#goneIds.add(userId);
      return;
    }
    this.#goneIds.delete(userId);
    this.#speakers.delete(userId);
  }

  get #holder(): SpeechTracker | undefined {
    return this.#holderId === undefined ? undefined : this.#speakers.get(this.#holderId);
  }
}
