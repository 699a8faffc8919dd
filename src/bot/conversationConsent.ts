import type { Person } from '../host/messages.ts';
import { wordsFor } from '../words/wordsFor.ts';
import type { ActiveConversationOptions } from './activeConversationOptions.ts';
import { ConsentNotice } from './consentNotice.ts';
import { ConversationHearing } from './conversationHearing.ts';

/** The conversation whose people are told and asked. */
export interface ConsentConversation {
  readonly channelId: string;
  readonly closing: boolean;
}

/** What people of one conversation are told of being heard, and who of them may be. */
export class ConversationConsent {
  readonly #notice: ConsentNotice;
  readonly #hearing: ConversationHearing;

  /** @param barred says who is not heard just now, whatever they agreed to */
  constructor(
    options: ActiveConversationOptions,
    conversation: ConsentConversation,
    barred: (userId: string) => boolean,
  ) {
    const { conversationId, settings, gateway, send } = options;
    const { guildId } = settings;
    this.#notice = new ConsentNotice({
      ...options,
      guildId,
      channelId: () => conversation.channelId,
      model: settings.model.model,
      words: wordsFor(gateway.localeOf(guildId)),
      settings: options.settingsBook,
    });
    this.#hearing = new ConversationHearing({
      ...options,
      guildId,
      barred,
      tell: (userIds) => {
        if (!conversation.closing) send({ type: 'hearing', conversationId, userIds });
      },
      undecided: (userIds) => {
        if (!conversation.closing) this.#notice.undecided(userIds);
      },
    });
  }

  /** Who is in the channel now. */
  people(people: readonly Person[]): void {
    this.#hearing.people(people);
  }

  /** The bot listens for the first time. */
  listening(): void {
    void this.#notice.show();
  }

  /** Somebody may have decided otherwise, or be barred or not any more. Resolves when that has taken effect. */
  changed(): Promise<void> {
    return this.#hearing.refresh();
  }

  /** May this person be heard right now? */
  allows(userId: string): boolean {
    return this.#hearing.allows(userId);
  }
}
