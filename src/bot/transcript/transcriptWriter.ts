import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../observe/logger.ts';
import { loggableError } from '../loggableError.ts';
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
  /** Nothing can be written any more; called once. */
  onRefused: (why: PlaceRefusal) => void;
}

/** Writes lines, in order, into a message that grows and then the next one; what waits is written in one request. */
export class TranscriptWriter {
  readonly #options: TranscriptWriterOptions;
  readonly #waiting: string[] = [];
  /** The message that grows. */
  #page: { messageId: string; content: string } | undefined;
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

  /** Writes a line as soon as the interval allows. A long one becomes several. */
  add(line: string): void {
    if (this.#stopped) return;
    const pieces = splitText(line, MAX_PAGE_CHARACTERS);
    if (this.#waiting.length + pieces.length > MAX_WAITING_LINES) {
      this.#leftOut += 1;
      return;
    }
    this.#tellGap();
    this.#waiting.push(...pieces);
    this.#schedule();
  }

  /** Resolves when everything is written, or cannot be. */
  settled(): Promise<void> {
    if (this.#isSettled()) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** Drops what waits: nobody wants it written. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#schedule();
  }

  #isSettled(): boolean {
    return !this.#writing && this.#waiting.length === 0;
  }

  #tellGap(): void {
    if (this.#leftOut === 0) return;
    this.#waiting.push(this.#options.gapLine(this.#leftOut));
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
    const grown = this.#page === undefined ? undefined : this.#fill(this.#page.content);
    const page = this.#page;
    const { content, taken } = grown !== undefined && grown.taken > 0 ? grown : this.#fill('');
    const growing = page !== undefined && grown !== undefined && grown.taken > 0;
    try {
      const { place } = this.#options;
      const outcome = growing ? await place.edit(page.messageId, content) : await place.post(content);
      this.#failures = 0;
      this.#take(outcome, content, taken);
    } catch (error) {
      this.#failures += 1;
      this.#options.log.warn({ err: loggableError(error) }, 'a transcript could not be written');
      if (this.#failures >= MAX_FAILURES) this.#refused('failing');
    }
    this.#writing = false;
    this.#earliestMs = this.#options.clock.nowMs() + WRITE_INTERVAL_MS;
    if (this.#waiting.length === 0 && !this.#stopped) this.#tellGap();
    this.#schedule();
  }

  #take(outcome: WriteOutcome, content: string, taken: number): void {
    if (outcome.type === 'written') {
      this.#waiting.splice(0, taken);
      this.#page = { messageId: outcome.messageId, content };
    } else if (outcome.type === 'stale') {
      // The lines are still waiting, and go into a message of their own.
      this.#page = undefined;
    } else {
      this.#refused(outcome.why);
    }
  }

  /** As many of the waiting lines as fit below this. */
  #fill(content: string): { content: string; taken: number } {
    let filled = content;
    let taken = 0;
    for (const line of this.#waiting) {
      const longer = filled === '' ? line : `${filled}\n${line}`;
      if (longer.length > MAX_PAGE_CHARACTERS) break;
      filled = longer;
      taken += 1;
    }
    return { content: filled, taken };
  }

  #refused(why: PlaceRefusal): void {
    if (this.#stopped) return;
    this.stop();
    this.#options.onRefused(why);
  }
}
