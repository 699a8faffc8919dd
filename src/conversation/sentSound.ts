import { FRAME_MS } from '../audio/format.ts';

/** So much sound is kept in all; of more the oldest is let go. */
export const MAX_SENT_MS = 60_000;
/** Sound in which the model has heard no speech is kept for as long as it may take to learn that nobody listens any more. */
export const MAX_UNNOTICED_MS = 15_000;

/** A turn that the model's VAD has heard to its end, and that is neither written down nor answered. */
interface HeardTurn {
  itemId: string;
  frames: Uint8Array[];
}

/**
 * A copy of the sound that went to a session, where the model's VAD decides what is a turn: as much of it as another session would
 * have to hear if this one were lost. Times count the sound that this session was sent, as its events do.
 */
export class SentSound {
  #turns: HeardTurn[] = [];
  /** What came after the last turn, or since somebody began to speak. */
  #running: Uint8Array[] = [];
  /** How many frames the session was sent before the first of these. */
  #runningFrom = 0;
  #openItemId: string | undefined;
  /** Nobody has heard this yet: it is as dear as what is being said. */
  #unheard = true;

  /** Was anybody heard, of whom something is kept? */
  get holdsSpeech(): boolean {
    return this.#openItemId !== undefined || this.#turns.length > 0;
  }

  /** @param frame 20 ms, PCM16 24 kHz mono */
  add(frame: Uint8Array): void {
    this.#running.push(frame);
    if (this.#openItemId === undefined && !this.#unheard) this.#drop(MAX_UNNOTICED_MS);
    while (this.#keptMs > MAX_SENT_MS && this.#turns.shift() !== undefined);
    this.#drop(MAX_SENT_MS);
  }

  /** The model hears somebody. What came before is no speech. */
  started(itemId: string, startAudioMs: number): void {
    this.#openItemId = itemId;
    this.#unheard = false;
    this.#take(startAudioMs);
  }

  /** The model has heard the end of it. */
  stopped(itemId: string, endAudioMs: number): void {
    this.#openItemId = undefined;
    this.#unheard = false;
    this.#turns.push({ itemId, frames: this.#take(endAudioMs) });
  }

  /** This turn is written down, and so a next session is told of it. */
  written(itemId: string): void {
    this.#turns = this.#turns.filter((turn) => turn.itemId !== itemId);
  }

  /** All turns that were heard to their end are answered. */
  answered(): void {
    this.#turns = [];
  }

  /** What the model has not taken as a turn is nobody's. */
  cleared(): void {
    this.#openItemId = undefined;
    this.#runningFrom += this.#running.length;
    this.#running = [];
  }

  /** There is another session, which hears all of this first. Its own time begins with it. */
  startAnew(): readonly Uint8Array[] {
    this.#running = [...this.#turns.flatMap(({ frames }) => frames), ...this.#running];
    this.#runningFrom = 0;
    this.#turns = [];
    this.#openItemId = undefined;
    this.#unheard = true;
    return this.#running;
  }

  get #keptMs(): number {
    return (
      (this.#running.length + this.#turns.reduce((sum, { frames }) => sum + frames.length, 0)) * FRAME_MS
    );
  }

  #drop(mostMs: number): void {
    const surplus = this.#running.length - mostMs / FRAME_MS;
    if (surplus > 0) this.#takeFirst(surplus);
  }

  /** Hands out what was sent before this. */
  #take(untilAudioMs: number): Uint8Array[] {
    return this.#takeFirst(Math.max(0, Math.floor(untilAudioMs / FRAME_MS) - this.#runningFrom));
  }

  #takeFirst(frames: number): Uint8Array[] {
    const taken = this.#running.splice(0, frames);
    this.#runningFrom += taken.length;
    return taken;
  }
}
