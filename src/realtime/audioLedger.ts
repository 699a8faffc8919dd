import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../audio/format.ts';
import type { AudioPart } from './sessionEvents.ts';

const BYTES_PER_MS = (SAMPLE_RATE_HZ * BYTES_PER_SAMPLE) / 1000;

/** Audio parts remembered; the oldest is forgotten. A long conversation truncates only what was said last. */
export const MAX_PARTS = 256;

interface Received {
  bytes: number;
  /** No more sound of this part will come. */
  done: boolean;
  /** What an earlier truncation left, in ms. */
  keptMs: number;
}

/** What is to be done so that the model remembers only what was heard. */
export type Cut =
  | { kind: 'truncate'; audioEndMs: number }
  | { kind: 'delete' }
  /** Heard to the end, cut as short before, or never received: nothing to tell the model. */
  | { kind: 'nothing' };

/**
 * How much sound of each audio part was received, in this session. A truncation beyond it is an error after which some
 * bots stay mute, one at 0 ms is an error too, and one of a fully heard part makes the model say it again
 * (realtime-protocol, rules 3 and 4).
 */
export class AudioLedger {
  readonly #parts = new Map<string, Received & { part: AudioPart }>();

  received(part: AudioPart, bytes: number): void {
    this.#entry(part).bytes += bytes;
  }

  done(part: AudioPart): void {
    this.#entry(part).done = true;
  }

  /** @param heardMs As the sink counts it; clamped to whole ms of what was received. */
  cut(part: AudioPart, heardMs: number): Cut {
    const entry = this.#parts.get(keyOf(part));
    if (entry === undefined || Number.isNaN(heardMs)) return { kind: 'nothing' };
    const receivedMs = Math.floor(entry.bytes / BYTES_PER_MS);
    if (entry.done && heardMs >= receivedMs) return { kind: 'nothing' };
    const audioEndMs = Math.floor(Math.min(Math.max(heardMs, 0), receivedMs));
    if (audioEndMs >= entry.keptMs) return { kind: 'nothing' };
    entry.keptMs = audioEndMs;
    return audioEndMs < 1 ? { kind: 'delete' } : { kind: 'truncate', audioEndMs };
  }

  /** The item is gone at the server. */
  deleted(itemId: string): void {
    for (const [key, entry] of this.#parts) {
      if (entry.part.itemId === itemId) this.#parts.delete(key);
    }
  }

  /** A new session knows none of the old one's items. */
  clear(): void {
    this.#parts.clear();
  }

  get size(): number {
    return this.#parts.size;
  }

  #entry(part: AudioPart): Received {
    const key = keyOf(part);
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    if (this.#parts.size >= MAX_PARTS) {
      const [oldest] = this.#parts.keys();
      if (oldest !== undefined) this.#parts.delete(oldest);
    }
    const entry = { part, bytes: 0, done: false, keptMs: Number.POSITIVE_INFINITY };
    this.#parts.set(key, entry);
    return entry;
  }
}

function keyOf(part: AudioPart): string {
  return JSON.stringify([part.responseId, part.itemId, part.contentIndex]);
}
