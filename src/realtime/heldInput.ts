import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../audio/format.ts';
import type { Counters } from './counters.ts';
import type { ClientEvent } from './dialectEncoder.ts';

/** Microphone sound kept while there is no session to take it: 5 s. */
export const MAX_HELD_AUDIO_BYTES = 5 * SAMPLE_RATE_HZ * BYTES_PER_SAMPLE;
/** Texts and other events kept meanwhile. */
export const MAX_HELD_EVENTS = 64;

/** Commits kept meanwhile: more than the sound that is kept could fill. */
export const MAX_HELD_COMMITS = 64;

/** Something to be sent once the session is configured. */
export type Held =
  | { kind: 'audio'; pcm: Uint8Array }
  | { kind: 'commit' }
  | { kind: 'event'; event: ClientEvent };

/**
 * What was meant for the model while it could not take it, in order. If the server rejects the settings, the socket stays
 * open with a default persona and no tools: nothing may reach that (realtime-protocol, "Session").
 */
export class HeldInput {
  readonly #counters: Counters;
  readonly #commitDropped: () => void;
  #held: Held[] = [];
  #audioBytes = 0;
  #commits = 0;
  #events = 0;

  /** @param commitDropped The oldest commit will not be sent. */
  constructor(counters: Counters, commitDropped: () => void) {
    this.#counters = counters;
    this.#commitDropped = commitDropped;
  }

  /** Copies the sound: the caller may use its buffer again. */
  audio(pcm: Uint8Array): void {
    if (pcm.length > MAX_HELD_AUDIO_BYTES) {
      this.#counters.count('appendsDroppedWhileHeld');
      return;
    }
    this.#held.push({ kind: 'audio', pcm: Uint8Array.from(pcm) });
    this.#audioBytes += pcm.length;
    while (this.#audioBytes > MAX_HELD_AUDIO_BYTES) this.#dropOldestAudio();
  }

  /** Kept even where nothing is left to commit: the server refuses that in its turn, so that commits stay in order. */
  commit(): void {
    this.#held.push({ kind: 'commit' });
    this.#commits += 1;
    if (this.#commits <= MAX_HELD_COMMITS) return;
    this.#drop('commit');
    this.#commits -= 1;
    this.#counters.count('commitsDropped');
    this.#commitDropped();
  }

  event(event: ClientEvent): void {
    if (this.#events >= MAX_HELD_EVENTS) {
      this.#drop('event');
      this.#events -= 1;
      this.#counters.count('heldEventsDropped');
    }
    this.#held.push({ kind: 'event', event });
    this.#events += 1;
  }

  /** Forgets the sound since the last commit; what was committed and the other events stay. */
  clearInput(): void {
    const lastCommit = this.#held.findLastIndex((held) => held.kind === 'commit');
    this.#held = this.#held.filter((held, index) => held.kind !== 'audio' || index < lastCommit);
    this.#audioBytes = this.#held.reduce(
      (bytes, held) => bytes + (held.kind === 'audio' ? held.pcm.length : 0),
      0,
    );
  }

  /** Hands out everything, oldest first, and is empty. */
  take(): Held[] {
    const held = this.#held;
    this.#held = [];
    this.#audioBytes = 0;
    this.#commits = 0;
    this.#events = 0;
    return held;
  }

  /** Bytes of sound that are held. */
  get audioBytes(): number {
    return this.#audioBytes;
  }

  #dropOldestAudio(): void {
    const oldest = this.#drop('audio');
    if (oldest?.kind !== 'audio') return;
    this.#audioBytes -= oldest.pcm.length;
    this.#counters.count('appendsDroppedWhileHeld');
  }

  /** Takes the oldest of this kind out. */
  #drop(kind: Held['kind']): Held | undefined {
    const index = this.#held.findIndex((held) => held.kind === kind);
    return index < 0 ? undefined : this.#held.splice(index, 1)[0];
  }
}
