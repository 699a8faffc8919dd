import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { PageLine } from '../../store/transcriptPageStore.ts';
import { loggableError } from '../loggableError.ts';
import { pageContent } from './pageContent.ts';
import { splitText } from './splitText.ts';
import type { PlaceRefusal, TranscriptPlace, WriteOutcome } from './transcriptPlace.ts';

/** Never more than one request in this time, counted from when Discord had answered the one before. */
export const WRITE_INTERVAL_MS = 1500;

/** A message grows until here; Discord's limit is 2000. */
export const MAX_PAGE_CHARACTERS = 1900;

/** Lines that wait; what comes while so many do is counted and left out. */
export const MAX_WAITING_LINES = 200;

/** After so many failures in a row the transcript ends. */
const MAX_FAILURES = 5;

export interface TranscriptWriterOptions {
  place: TranscriptPlace;
  clock: Clock;
  log: Logger;
  /** A line that says how many were left out. */
  gapLine: (count: number) => string;
  /** A message was written, or has changed: what it shows now. */
  onPage: (messageId: string, lines: readonly PageLine[]) => void;
  /** Nothing can be written any more; called once. */
  onRefused: (why: PlaceRefusal) => void;
}

/** Writes lines, in order, into a message that grows and then the next one; what waits is written in one request. */
export class TranscriptWriter {
  readonly #options: TranscriptWriterOptions;
  #waiting: PageLine[] = [];
  /** What the request of the moment adds. */
  #adding: PageLine[] = [];
  /** The message that grows. */
  #page: { messageId: string; lines: PageLine[] } | undefined;
  /** The message shows what is not to be there any more; these wait for it to be gone. */
  readonly #cleaning: ((done: boolean) => void)[] = [];
  #leftOut = 0;
  #writing = false;
  #stopped = false;
  #failures = 0;
  #earliestMs: number;
  #cancelTimer: CancelTimer | undefined;
  #settled: (() => void)[] = [];

  constructor(options: TranscriptWriterOptions) {
    this.#options = options;
    this.#earliestMs = options.clock.nowMs();
  }

  /** Writes a line as soon as the interval allows. A long one becomes several. `userIds`: whose words or wishes it holds. */
  add(line: string, userIds: readonly string[] = []): void {
    if (this.#stopped) return;
    const pieces = splitText(line, MAX_PAGE_CHARACTERS);
    if (this.#waiting.length + this.#adding.length + pieces.length > MAX_WAITING_LINES) {
      this.#leftOut += 1;
      return;
    }
    this.#tellGap();
    this.#waiting.push(...pieces.map((text) => ({ userIds: [...userIds], text })));
    this.#schedule();
  }

  /**
   * Writes nothing any more that this person said so far, and takes it out of the message that grows. Resolves when that is
   * done (`true`), there was nothing to take out, or it cannot be.
   */
  forget(userId: string): Promise<boolean> {
    const others = (line: PageLine) => !line.userIds.includes(userId);
    this.#waiting = this.#waiting.filter(others);
    const shown = [...(this.#page?.lines ?? []), ...this.#adding];
    if (this.#stopped || shown.every(others)) return Promise.resolve(false);
    this.#adding = this.#adding.filter(others);
    if (this.#page !== undefined) this.#page.lines = this.#page.lines.filter(others);
    return new Promise((resolve) => {
      this.#cleaning.push(resolve);
      this.#schedule();
    });
  }

  /** Resolves when everything is written, or cannot be. */
  settled(): Promise<void> {
    if (this.#isSettled()) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** Drops what waits: nobody wants it written. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    for (const resolve of this.#cleaning.splice(0)) resolve(false);
    this.#schedule();
  }

  #isSettled(): boolean {
    return !this.#writing && this.#waiting.length === 0 && this.#cleaning.length === 0;
  }

  #tellGap(): void {
    if (this.#leftOut === 0) return;
    this.#waiting.push({ userIds: [], text: this.#options.gapLine(this.#leftOut) });
    this.#leftOut = 0;
  }

  #schedule(): void {
    if (this.#isSettled()) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      for (const resolve of this.#settled.splice(0)) resolve();
      return;
    }
    if (this.#writing || this.#cancelTimer !== undefined) return;
    const { clock } = this.#options;
    this.#cancelTimer = clock.after(Math.max(0, this.#earliestMs - clock.nowMs()), () => {
      this.#cancelTimer = undefined;
      void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    const page = this.#page;
    const growing = page !== undefined && (this.#cleaning.length > 0 || this.#fitting(page.lines) > 0);
    const before = growing ? page.lines : [];
    this.#adding = this.#waiting.splice(0, this.#fitting(before));
    const sent = [...before, ...this.#adding];
    // Who wishes something gone from now on waits for the next request.
    const cleaning = this.#cleaning.splice(0);
    try {
      const { place } = this.#options;
      const content = pageContent(sent);
      const outcome = growing ? await place.edit(page.messageId, content) : await place.post(content);
      this.#failures = 0;
      if (outcome.type === 'written') this.#options.onPage(outcome.messageId, sent);
      this.#take(outcome, growing ? page.lines : []);
      for (const resolve of cleaning) resolve(outcome.type === 'written');
    } catch (error) {
      this.#failures += 1;
      this.#options.log.warn({ err: loggableError(error) }, 'a transcript could not be written');
      this.#putBack();
      this.#cleaning.push(...cleaning);
      if (this.#failures >= MAX_FAILURES) this.#refused('failing');
    }
    this.#writing = false;
    this.#earliestMs = this.#options.clock.nowMs() + WRITE_INTERVAL_MS;
    if (this.#waiting.length === 0 && !this.#stopped) this.#tellGap();
    this.#schedule();
  }

  #take(outcome: WriteOutcome, before: readonly PageLine[]): void {
    if (outcome.type === 'written') {
      this.#page = { messageId: outcome.messageId, lines: [...before, ...this.#adding] };
      this.#adding = [];
    } else if (outcome.type === 'stale') {
      // The lines go into a message of their own.
      this.#putBack();
      this.#page = undefined;
    } else {
      this.#refused(outcome.why);
    }
  }

  #putBack(): void {
    if (!this.#stopped) this.#waiting.unshift(...this.#adding);
    this.#adding = [];
  }

  /** So many of the waiting lines fit below these. */
  #fitting(lines: readonly PageLine[]): number {
    let fitting = 0;
    let length = lines.length === 0 ? 0 : pageContent(lines).length;
    for (const { text } of this.#waiting) {
      length += text.length + (length === 0 ? 0 : 1);
      if (length > MAX_PAGE_CHARACTERS) break;
      fitting += 1;
    }
    return fitting;
  }

  #refused(why: PlaceRefusal): void {
    if (this.#stopped) return;
    this.stop();
    this.#options.onRefused(why);
  }
}
