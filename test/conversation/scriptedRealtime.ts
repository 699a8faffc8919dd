import type { CountingRealtimePort } from '../../src/conversation/conversationParts.ts';
import type { AudioPart, SessionEvent } from '../../src/realtime/sessionEvents.ts';

/** A model's edge that does nothing by itself: the test tells its events, and reads what it was asked. */
export class ScriptedRealtime implements CountingRealtimePort {
  readonly counters = {};
  readonly calls: unknown[][] = [];
  appendedBytes = 0;
  closed = false;
  readonly #onEvent: (event: SessionEvent) => void;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(onEvent: (event: SessionEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Tells the conversation an event; failing loudly if it was closed, because a closed session is silent. */
  tell(event: SessionEvent): void {
    if (this.closed) throw new Error(`a closed session cannot tell ${event.type}`);
    this.#onEvent(event);
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
  }

  commit(): void {
    this.calls.push(['commit']);
  }

  clearInput(): void {
    this.calls.push(['clearInput']);
  }

  requestResponse(): void {
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
  }

  sendToolOutput(callId: string, output: string): void {
    this.calls.push(['sendToolOutput', callId, output]);
  }

  close(): void {
    this.closed = true;
  }
}
