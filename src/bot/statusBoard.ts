import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { ActiveConversation } from './activeConversation.ts';
import type { PostedMessage } from './postedMessage.ts';
import { StatusMessage } from './statusMessage.ts';
import { statusView } from './statusView.ts';

interface Entry {
  posted: PostedMessage;
  status: StatusMessage;
}

/** Keeps the public message of every conversation true until its end is shown. */
export class StatusBoard {
  readonly #entries = new Map<string, Entry>();
  readonly #model: string;
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor(model: string, clock: Clock, log: Logger) {
    this.#model = model;
    this.#clock = clock;
    this.#log = log;
  }

  /** What a conversation's message shows right now. */
  viewOf(conversation: ActiveConversation) {
    return statusView(conversation.snapshot(), this.#model);
  }

  /** Follows the conversation with the message, which has just been posted (the conversation may have gone on, or ended, meanwhile). */
  follow(conversation: ActiveConversation, posted: PostedMessage, shown = this.viewOf(conversation)): void {
    const status = new StatusMessage(posted, shown, this.#clock, this.#log);
    const { conversationId } = conversation;
    this.#entries.set(conversationId, { posted, status });
    const update = () => status.show(this.viewOf(conversation));
    const unfollow = conversation.onChange(update);
    update();
    void conversation.ended
      .then(() => {
        unfollow();
        update();
        return status.settled();
      })
      .finally(() => this.#entries.delete(conversationId));
  }

  /** A button of the conversation's message was pressed: the message can be edited by its token for longer. */
  renew(conversationId: string, interactionToken: string): void {
    this.#entries.get(conversationId)?.posted.renew(interactionToken);
  }

  /** Takes the conversation's message away. */
  async remove(conversationId: string): Promise<void> {
    await this.#entries.get(conversationId)?.status.remove();
  }

  /** Resolves when every message shows its last state, or cannot. */
  async settled(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ status }) => status.settled()));
  }
}
