import { FRAME_MS } from './format.ts';

/** No packet is waited for longer than this after it was due. */
export const MAX_LINE_DELAY_MS = 80;

/** Less than this is the noise of a busy process, not of the line. */
const EVEN_BELOW_MS = 10;
/** Two seconds of speech: what was seen one to two such windows ago is forgotten. */
const WINDOW_PACKETS = 100;

/**
 * How unevenly one speaker's packets come: compares when each arrives with when it was spoken (its media time). The quickest
 * packets of late say when the others are due; how late the others were says how long a missing one is worth waiting for.
 */
export class LineDelay {
  #quickestMs = Number.POSITIVE_INFINITY;
  #quickestBeforeMs = Number.POSITIVE_INFINITY;
  #latestMs = 0;
  #latestBeforeMs = 0;
  #packets = 0;

  /** How long after it was due a missing packet may still come: 0 on an even line, else 20 to 80 ms in steps of a frame. */
  get delayMs(): number {
    const latestMs = Math.max(this.#latestMs, this.#latestBeforeMs);
    if (latestMs < EVEN_BELOW_MS) return 0;
    return Math.min(MAX_LINE_DELAY_MS, Math.ceil(latestMs / FRAME_MS) * FRAME_MS);
  }

  /** A packet spoken at `mediaMs` (of any zero, the same until {@link restart}) came at `nowMs`. */
  observe(mediaMs: number, nowMs: number): void {
    this.#quickestMs = Math.min(this.#quickestMs, nowMs - mediaMs);
    this.#latestMs = Math.max(this.#latestMs, nowMs - this.dueMs(mediaMs));
    this.#packets += 1;
    if (this.#packets < WINDOW_PACKETS) return;
    this.#packets = 0;
    this.#quickestBeforeMs = this.#quickestMs;
    this.#quickestMs = Number.POSITIVE_INFINITY;
    this.#latestBeforeMs = this.#latestMs;
    this.#latestMs = 0;
  }

  /** When what was spoken at `mediaMs` comes if nothing holds it up. To be asked after a packet was observed. */
  dueMs(mediaMs: number): number {
    return mediaMs + Math.min(this.#quickestMs, this.#quickestBeforeMs);
  }

  /** Media time has another zero from now on. What is known of the line's unevenness stays. */
  restart(): void {
    this.#quickestMs = Number.POSITIVE_INFINITY;
    this.#quickestBeforeMs = Number.POSITIVE_INFINITY;
  }
}
