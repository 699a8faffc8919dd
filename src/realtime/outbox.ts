import { BYTES_PER_SAMPLE } from '../audio/format.ts';
import { appendText, clearEvent, commitEvent } from './clientEvents.ts';
import type { Counters } from './counters.ts';
import type { ClientEvent } from './dialectEncoder.ts';
import { HeldInput } from './heldInput.ts';

/** One append may be 15 MiB as base64 (realtime-protocol, "Client events"). */
export const MAX_APPEND_BYTES = 10 * 1024 * 1024;
/** With so much unsent (several seconds of sound) the way is blocked: later sound is dropped, not piled up. */
export const MAX_CONGESTED_BYTES = 512 * 1024;

/** What an outbox sends through. */
export interface Wire {
  /** Bytes that were sent and have not left yet. */
  readonly unsentBytes: number;
  send(text: string): void;
}

/** What goes to the server: held while there is no configured session, numbered, bounded. */
export class Outbox {
  readonly #wire: Wire;
  readonly #counters: Counters;
  readonly #held: HeldInput;
  #open = false;
  #sent = 0;

  constructor(wire: Wire, counters: Counters) {
    this.#wire = wire;
    this.#counters = counters;
    this.#held = new HeldInput(counters);
  }

  /** Is there a configured session? */
  get isOpen(): boolean {
    return this.#open;
  }

  /** A session was configured: sends what was held, in order. */
  open(): void {
    this.#open = true;
    for (const held of this.#held.take()) {
      if (held.kind === 'audio') this.#append(held.pcm);
      else if (held.kind === 'commit') this.send('commit', commitEvent());
      else this.send('item', held.event);
    }
  }

  /** The session is gone: input is held again. */
  shut(): void {
    this.#open = false;
  }

  /** Forgets what is held. */
  discard(): void {
    this.#open = false;
    this.#held.take();
  }

  /** Microphone sound, sent within this call. */
  audio(pcm: Uint8Array): void {
    if (pcm.length === 0 || pcm.length % BYTES_PER_SAMPLE !== 0 || pcm.length > MAX_APPEND_BYTES) {
      this.#counters.count('appendsInvalid');
    } else if (!this.#open) {
      this.#held.audio(pcm);
    } else if (this.#wire.unsentBytes > MAX_CONGESTED_BYTES) {
      this.#counters.count('appendsDroppedWhileCongested');
    } else {
      this.#append(pcm);
    }
  }

  commit(): void {
    if (this.#open) this.send('commit', commitEvent());
    else this.#held.commit();
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
    this.#sent += 1;
    const eventId = `${kind}-${this.#sent}`;
    this.sendAs(eventId, event);
    return eventId;
  }

  sendAs(eventId: string, event: ClientEvent): void {
    this.#wire.send(JSON.stringify({ event_id: eventId, ...event }));
  }

  #append(pcm: Uint8Array): void {
    this.#counters.count('appendsSent');
    this.#wire.send(appendText(pcm));
  }
}
