import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../audio/format.ts';
import { appendText, clearEvent, commitEvent } from './clientEvents.ts';
import { CommitLine } from './commitLine.ts';
import type { Counters } from './counters.ts';
import type { ClientEvent } from './dialectEncoder.ts';
import { type Held, HeldInput } from './heldInput.ts';
import type { ServerError } from './serverEvent.ts';

/** One append may be 15 MiB as base64 (realtime-protocol, "Client events"). */
export const MAX_APPEND_BYTES = 10 * 1024 * 1024;
/** With so much unsent (several seconds of sound) the way is blocked: later sound is dropped, not piled up. */
export const MAX_CONGESTED_BYTES = 512 * 1024;
/** Sound comes in pieces of this much at the most while it is being said; more at once was kept, and is sent faster than it was said. */
const MAX_LIVE_BYTES = 40 * ((SAMPLE_RATE_HZ * BYTES_PER_SAMPLE) / 1000);

/** So much of that may be unsent: a minute of sound as base64 is less than 4 MiB. */
const MAX_UNSENT_KEPT_BYTES = 8 * 1024 * 1024;

/** What an outbox sends through. */
export interface Wire {
  /** Bytes that were sent and have not left yet. */
  unsentBytes(): number;
  send(text: string): void;
}

export interface OutboxOptions {
  wire: Wire;
  counters: Counters;
  /** The oldest commit that has no answer yet will get none. */
  commitRefused: (lost?: true) => void;
}

/** What goes to the server: held while there is no configured session, numbered, bounded. */
export class Outbox {
  readonly #wire: Wire;
  readonly #counters: Counters;
  readonly #commitRefused: (lost?: true) => void;
  readonly #held: HeldInput;
  readonly #commits = new CommitLine();
  /** What was held, while it is handed to the wire: that may break the connection. */
  #leaving: Held[] = [];
  #open = false;
  #sent = 0;
  /** Of what is unsent so much was kept sound: that the way is full of it does not mean that it is blocked. */
  #keptBytes = 0;

  constructor({ wire, counters, commitRefused }: OutboxOptions) {
    this.#wire = wire;
    this.#counters = counters;
    this.#commitRefused = commitRefused;
    this.#held = new HeldInput(counters, commitRefused);
  }

  /** Is there a configured session? */
  get isOpen(): boolean {
    return this.#open;
  }

  /**
   * A session was configured: sends what was held, in order.
   * @param first Goes out before that.
   */
  open(first: readonly ClientEvent[] = []): void {
    this.#open = true;
    for (const event of first) this.send('item', event);
    this.#leaving = this.#held.take();
    for (let held = this.#leaving.shift(); held !== undefined; held = this.#leaving.shift()) {
      if (held.kind === 'audio') this.#append(held.pcm);
      else if (held.kind === 'commit') this.commit();
      else this.send('item', held.event);
    }
  }

  /** The session is gone: input is held again. What was on its way is lost, commits are told so. */
  shut(): void {
    this.#open = false;
    const unsent = this.#leaving.splice(0).filter((held) => held.kind === 'commit').length;
    for (let left = this.#commits.lost() + unsent; left > 0; left -= 1) this.#commitRefused(true);
  }

  /** Forgets what is held. */
  discard(): void {
    this.#open = false;
    this.#leaving = [];
    this.#held.take();
    this.#commits.lost();
  }

  /** Microphone sound, sent within this call. */
  audio(pcm: Uint8Array): void {
    if (pcm.length === 0 || pcm.length % BYTES_PER_SAMPLE !== 0 || pcm.length > MAX_APPEND_BYTES) {
      this.#counters.count('appendsInvalid');
    } else if (!this.#open) {
      this.#held.audio(pcm);
    } else if (pcm.length > MAX_LIVE_BYTES && this.#keptBytes < MAX_UNSENT_KEPT_BYTES) {
      this.#appendKept(pcm);
    } else if (this.#unsentBytes() > MAX_CONGESTED_BYTES + this.#keptBytes) {
      this.#counters.count('appendsDroppedWhileCongested');
    } else {
      this.#append(pcm);
    }
  }

  commit(): void {
    if (!this.#open) {
      this.#held.commit();
      return;
    }
    const eventId = this.#nextEventId('commit');
    if (this.#commits.sent(eventId)) this.#commitRefused();
    this.sendAs(eventId, commitEvent());
  }

  /** The server answered a commit, perhaps one of ours. */
  committed(): void {
    this.#commits.committed();
  }

  /** @returns Did this error answer a commit of ours? */
  refusedCommit(error: ServerError): boolean {
    if (!this.#commits.refusedBy(error)) return false;
    this.#commitRefused();
    return true;
  }

  clearInput(): void {
    if (this.#open) this.send('clear', clearEvent());
    else this.#held.clearInput();
  }

  /** A new item of the conversation, in order with the sound. */
  item(event: ClientEvent): void {
    if (this.#open) this.send('item', event);
    else this.#held.event(event);
  }

  /**
   * Sends now, or never: for what has no meaning in another session.
   * @returns The `event_id`, which begins with `kind`: an error that answers this event names it.
   */
  send(kind: string, event: ClientEvent): string {
    const eventId = this.#nextEventId(kind);
    this.sendAs(eventId, event);
    return eventId;
  }

  sendAs(eventId: string, event: ClientEvent): void {
    this.#wire.send(JSON.stringify({ event_id: eventId, ...event }));
  }

  #nextEventId(kind: string): string {
    this.#sent += 1;
    return `${kind}-${this.#sent}`;
  }

  #appendKept(pcm: Uint8Array): void {
    const beforeBytes = this.#unsentBytes();
    this.#append(pcm);
    this.#keptBytes += Math.max(0, this.#wire.unsentBytes() - beforeBytes);
  }

  #unsentBytes(): number {
    const unsentBytes = this.#wire.unsentBytes();
    this.#keptBytes = Math.min(this.#keptBytes, unsentBytes);
    return unsentBytes;
  }

  #append(pcm: Uint8Array): void {
    this.#counters.count('appendsSent');
    this.#wire.send(appendText(pcm));
  }
}
