import type { CancelTimer, Clock } from '../clock.ts';
import type { AsideRequest } from './asideRequest.ts';
import type { ServerEvent } from './serverEvent.ts';

/** A text that takes longer will not come. */
export const OUT_OF_BAND_TIMEOUT_MS = 45_000;
/** More at once than this are refused. */
const MAX_AT_ONCE = 4;

interface Request {
  responseId: string | undefined;
  text: string;
  stop: CancelTimer;
  resolve: (text: string | undefined) => void;
}

/**
 * Texts that the model writes beside the conversation (`conversation: "none"`): nobody hears them, and the conversation does not
 * hold them. A response is known as one of these by what we wrote on its request.
 */
export class OutOfBand {
  readonly #clock: Clock;
  readonly #send: (request: AsideRequest) => void;
  readonly #requests = new Map<string, Request>();
  #made = 0;

  /** @param send sends the request; its mark is to be its `event_id` too */
  constructor(clock: Clock, send: (request: AsideRequest) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Resolves with the text, or with `undefined` when none came; never rejects. */
  ask(instructions: string, input?: string): Promise<string | undefined> {
    if (this.#requests.size >= MAX_AT_ONCE) return Promise.resolve(undefined);
    this.#made += 1;
    const eventId = `aside-${this.#made}`;
    return new Promise((resolve) => {
      const stop = this.#clock.after(OUT_OF_BAND_TIMEOUT_MS, () => this.#settle(eventId, undefined));
      this.#requests.set(eventId, { responseId: undefined, text: '', stop, resolve });
      this.#send({ instructions, input, mark: eventId });
    });
  }

  /** @returns Is this event of such a text? Then it concerns nobody else. */
  takes(event: ServerEvent): boolean {
    if (event.type === 'responseCreated' && event.mark !== undefined) {
      const request = this.#requests.get(event.mark);
      if (request !== undefined) request.responseId = event.responseId;
      return request !== undefined;
    }
    if (event.type === 'error') return this.#refused(event.error.eventId);
    const responseId =
      'part' in event ? event.part.responseId : 'responseId' in event ? event.responseId : undefined;
    if (responseId === undefined) return false;
    for (const [eventId, request] of this.#requests) {
      if (request.responseId !== responseId) continue;
      if (event.type === 'agentText' || event.type === 'agentTranscript') request.text += event.text;
      if (event.type === 'responseDone') {
        const text = request.text.trim();
        this.#settle(eventId, event.status === 'completed' && text !== '' ? text : undefined);
      }
      return true;
    }
    return false;
  }

  /** The session is gone: nothing that was asked will come. */
  lost(): void {
    for (const eventId of [...this.#requests.keys()]) this.#settle(eventId, undefined);
  }

  #refused(eventId: string | undefined): boolean {
    if (eventId === undefined || !this.#requests.has(eventId)) return false;
    this.#settle(eventId, undefined);
    return true;
  }

  #settle(eventId: string, text: string | undefined): void {
    const request = this.#requests.get(eventId);
    if (request === undefined) return;
    this.#requests.delete(eventId);
    request.stop();
    request.resolve(text);
  }
}
