import { FRAME_BYTES } from '../../src/audio/format.ts';
import type { CountingRealtimePort } from '../../src/conversation/conversationParts.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import type { SettingsChange } from '../../src/realtime/liveSettings.ts';
import type { Rest } from '../../src/realtime/rest.ts';
import type { AudioPart, ResponseOptions, SessionEvent } from '../../src/realtime/sessionEvents.ts';

/** A model's edge that does nothing by itself: the test tells its events, and reads what it was asked. */
export class ScriptedRealtime implements CountingRealtimePort {
  model = 'm';
  readonly counters = {};
  readonly calls: unknown[][] = [];
  readonly remembered: { entry: HistoryEntry; known: boolean }[] = [];
  /** What the requests for responses had in place of the session's. */
  readonly instructions: (string | undefined)[] = [];
  appendedBytes = 0;
  /** What was committed: under which note, and the first sample of each frame. */
  readonly heard: { note: string; frames: number[] }[] = [];
  readonly #authors = new Map<string, readonly string[] | undefined>();
  /** Whose words the request that was sent is to answer. */
  #authorIds: readonly string[] | undefined;
  #held: ResponseOptions[] | undefined;
  #note = '';
  #frames: number[] = [];
  closed = false;
  /** Does the conversation need the present session? */
  readonly rest: () => Rest;
  readonly #onEvent: (event: SessionEvent) => void;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(onEvent: (event: SessionEvent) => void, rest: () => Rest = () => 'busy') {
    this.rest = rest;
    this.#onEvent = onEvent;
  }

  /** What is requested from now on is not sent until {@link sendRequests}. */
  holdRequests(): void {
    this.#held = [];
  }

  sendRequests(): void {
    for (const options of this.#held ?? []) this.#authorIds = options.authors?.();
    this.#held = undefined;
  }

  /**
   * Tells the conversation an event; failing loudly if it was closed, because a closed session is silent. A function call that
   * does not say whose words its response answers is given what the request for that said.
   */
  tell(event: SessionEvent): void {
    if (this.closed) throw new Error(`a closed session cannot tell ${event.type}`);
    if (event.type === 'responseCreated') {
      this.#authors.set(event.responseId, this.#authorIds);
      this.#authorIds = undefined;
    }
    if (event.type === 'toolCall' && !('authorIds' in event.call)) {
      const authorIds = this.#authors.get(event.call.responseId);
      this.#onEvent({ ...event, call: { ...event.call, authorIds } });
      return;
    }
    // The next session has heard nothing.
    if (event.type === 'reconnecting') this.#frames = [];
    this.#onEvent(event);
  }

  /** The next session has heard nothing. */
  startAnew(): void {
    this.#frames = [];
  }

  ready(): void {
    this.tell({ type: 'ready' });
    this.#settle?.resolve();
  }

  refuse(error: Error): void {
    this.#settle?.reject(error);
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  append(pcm: Uint8Array): void {
    this.appendedBytes += pcm.length;
    const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    for (let at = 0; at < pcm.length; at += FRAME_BYTES) this.#frames.push(view.getInt16(at, true));
  }

  commit(): void {
    this.calls.push(['commit']);
    this.heard.push({ note: this.#note, frames: this.#frames });
    this.#frames = [];
  }

  clearInput(): void {
    this.calls.push(['clearInput']);
    this.#frames = [];
  }

  requestResponse(options: ResponseOptions = {}): void {
    if (this.#held === undefined) this.#authorIds = options.authors?.();
    else this.#held.push(options);
    this.instructions.push(options.instructions);
    this.calls.push(['requestResponse']);
  }

  cancelResponse(responseId: string): void {
    this.calls.push(['cancelResponse', responseId]);
  }

  discardResponse(responseId: string | undefined): void {
    this.calls.push(['discardResponse', responseId]);
  }

  truncate(part: AudioPart, heardMs: number): void {
    this.calls.push(['truncate', part.itemId, heardMs]);
  }

  deleteItem(itemId: string): void {
    this.calls.push(['deleteItem', itemId]);
  }

  addText(role: 'user' | 'system', text: string): void {
    this.calls.push(['addText', role, text]);
    this.#note = text;
  }

  sendToolOutput(callId: string, output: string): void {
    this.calls.push(['sendToolOutput', callId, output]);
  }

  remember(entry: HistoryEntry, known: boolean): void {
    this.remembered.push({ entry, known });
  }

  writeAside(instructions: string): Promise<string | undefined> {
    this.calls.push(['writeAside', instructions]);
    return Promise.resolve('What was written aside.');
  }

  configure(change: SettingsChange): void {
    this.calls.push(['configure', change]);
  }

  close(): void {
    this.closed = true;
  }
}
