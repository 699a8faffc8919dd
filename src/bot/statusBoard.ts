import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { Words } from '../words/words.ts';
import type { ActiveConversation } from './activeConversation.ts';
import type { Ending, Farewell } from './farewell.ts';
import type { MessageView } from './messageView.ts';
import { type PostedMessage, TOKEN_LIFE_MS } from './postedMessage.ts';
import { StatusMessage } from './statusMessage.ts';
import { statusView, unattendedView } from './statusView.ts';

/** So long before the interaction's token dies the last word of a message is spoken that does not outlive it. */
const LAST_WORD_MS = 30_000;

/** A conversation's message, just posted. */
export interface Posting {
  posted: PostedMessage;
  /** What it was posted with: the conversation may have gone on, or ended, meanwhile. */
  shown: MessageView;
  /** What it goes on in. */
  words: Words;
  /** A line above the conversation's state, while it runs. */
  heading?: string;
}

interface Entry {
  posted: PostedMessage;
  status: StatusMessage;
  /** It was taken away: nothing is to be read of this conversation. */
  removed: boolean;
  /** Set when it has ended: resolves when people were told as far as they can be. */
  told: Promise<void> | undefined;
}

/** Keeps the public message of every conversation true until its end is shown. */
export class StatusBoard {
  readonly #entries = new Map<string, Entry>();
  readonly #farewell: Pick<Farewell, 'say'>;
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor(farewell: Pick<Farewell, 'say'>, clock: Clock, log: Logger) {
    this.#farewell = farewell;
    this.#clock = clock;
    this.#log = log;
  }

  /** What a conversation's message shows right now. */
  viewOf(conversation: ActiveConversation, words: Words): MessageView {
    return statusView(conversation.snapshot(), words);
  }

  /**
   * Follows the conversation with the message that has just been posted.
   */
  follow(conversation: ActiveConversation, { posted, shown, words, heading }: Posting): void {
    const status = new StatusMessage(posted, shown, this.#clock, this.#log);
    const { conversationId } = conversation;
    const entry: Entry = { posted, status, removed: false, told: undefined };
    this.#entries.set(conversationId, entry);
    const update = () => {
      const view = this.viewOf(conversation, words);
      const headed = heading !== undefined && conversation.snapshot().end === undefined;
      status.show(headed ? { ...view, content: heading } : view);
    };
    if (posted.place !== undefined) conversation.kept.posted(posted.place);
    const unfollow = conversation.onChange(update);
    const cancelLastWord = this.#clock.after(TOKEN_LIFE_MS - LAST_WORD_MS, () => {
      if (posted.outlivesToken) return;
      unfollow();
      status.show(unattendedView(conversation.snapshot(), words));
    });
    update();
    void conversation.ended
      .then(({ reason }) => {
        cancelLastWord();
        update();
        const view = this.viewOf(conversation, words);
        entry.told = this.#tellEnd(entry, { reason, view, channelId: conversation.textChannelId });
        return entry.told;
      })
      .finally(() => this.#entries.delete(conversationId));
  }

  /** Where the message itself is not seen, a goodbye of its own says that it has ended. */
  async #tellEnd(entry: Entry, ending: Pick<Ending, 'reason' | 'view' | 'channelId'>): Promise<void> {
    const { posted, status } = entry;
    await status.settled();
    if (entry.removed) return;
    await this.#farewell.say({ ...ending, messageId: undefined, ...posted.place, shown: status.isTrue });
  }

  /**
   * A button of the conversation's message was pressed: the message can be edited by its token for longer. False when
   * the message is not followed (any more).
   */
  renew(conversationId: string, interactionToken: string): boolean {
    const entry = this.#entries.get(conversationId);
    entry?.posted.renew(interactionToken);
    return entry !== undefined;
  }

  /** Takes the conversation's message away. */
  async remove(conversationId: string): Promise<void> {
    const entry = this.#entries.get(conversationId);
    if (entry === undefined) return;
    entry.removed = true;
    await entry.status.remove();
  }

  /** Resolves when every message shows its last state, or cannot. */
  async settled(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ status, told }) => told ?? status.settled()));
  }
}
