import { AudioLedger } from './audioLedger.ts';
import * as client from './clientEvents.ts';
import type { Counters } from './counters.ts';
import type { Outbox } from './outbox.ts';
import { ResponseBook } from './responseBook.ts';
import type { AudioPart } from './sessionEvents.ts';
import { ToolCallBook } from './toolCallBook.ts';

/** What the model has added to the conversation of the present session, and how it is cut or taken out again. */
export class ConversationItems {
  readonly ledger = new AudioLedger();
  readonly calls = new ToolCallBook();
  readonly responses = new ResponseBook((itemId) => {
    if (this.#outbox.isOpen) this.delete(itemId);
  });
  readonly #outbox: Outbox;
  readonly #counters: Counters;

  constructor(outbox: Outbox, counters: Counters) {
    this.#outbox = outbox;
    this.#counters = counters;
  }

  truncate(part: AudioPart, heardMs: number): void {
    const cut = this.ledger.cut(part, heardMs);
    switch (cut.kind) {
      case 'truncate':
        this.#outbox.send('truncate', client.truncateEvent(part.itemId, part.contentIndex, cut.audioEndMs));
        return;
      case 'delete':
        this.#outbox.send('delete', client.deleteEvent(part.itemId));
        return;
      case 'nothing':
        this.#counters.count('truncatesSkipped');
        return;
    }
  }

  delete(itemId: string): void {
    if (!this.#outbox.isOpen) {
      // Items are the old session's: the new one has none of them.
      this.#counters.count('staleItemsSkipped');
      return;
    }
    this.ledger.deleted(itemId);
    this.#outbox.send('delete', client.deleteEvent(itemId));
  }

  /** Answers a function call; not twice, not one of another session, not one of a discarded response. */
  sendToolOutput(callId: string, output: string): void {
    if (this.calls.answer(callId)) this.#outbox.item(client.functionOutputEvent(callId, output));
    else this.#counters.count('unknownToolOutputs');
  }

  /** All that this response has added or still adds is to go. */
  discard(responseId: string): void {
    const itemIds = this.responses.discard(responseId);
    if (itemIds === undefined) {
      this.#counters.count('discardsSkipped');
      return;
    }
    for (const itemId of itemIds) this.ledger.deleted(itemId);
    this.calls.discard(responseId);
  }

  /** A new session knows none of the old one's items. */
  clear(): void {
    this.ledger.clear();
    this.calls.clear();
    this.responses.clear();
  }
}
