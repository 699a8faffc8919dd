import type { InteractionRecord } from './interactionRecord.ts';
import type { MessageBook, MessageState } from './messageBook.ts';
import { seenMessage } from './seenMessage.ts';

/** Interactions told about one message's changes. */
const MAX_OWNERS = 50;

interface MessageOwner {
  readonly record: InteractionRecord;
  readonly followUp: boolean;
}

/** Which interactions a message answers (the command that made it, each press of its buttons): their records hear of it. */
export class MessageOwners {
  readonly #messages: MessageBook;
  readonly #owners = new Map<string, MessageOwner[]>();

  constructor(messages: MessageBook) {
    this.#messages = messages;
    messages.onChange((message, change) => {
      for (const { record, followUp } of this.#owners.get(message.id) ?? []) {
        if (change === 'deleted') record.noteDeleted(message.id);
        else if (followUp) record.noteFollowUp(seenMessage(message));
        else record.noteMessage(seenMessage(message));
      }
      if (change === 'deleted') this.#owners.delete(message.id);
    });
  }

  add(message: MessageState, record: InteractionRecord, followUp: boolean): void {
    const owners = [...(this.#owners.get(message.id) ?? []), { record, followUp }];
    this.#owners.set(message.id, owners.slice(-MAX_OWNERS));
  }

  has(message: MessageState, record: InteractionRecord): boolean {
    return this.#owners.get(message.id)?.some((owner) => owner.record === record) ?? false;
  }

  /** Lets go of messages that are no longer kept. */
  prune(): void {
    for (const messageId of this.#owners.keys()) {
      if (this.#messages.find(messageId) === undefined) this.#owners.delete(messageId);
    }
  }
}
