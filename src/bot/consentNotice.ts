import type { Logger } from '../observe/logger.ts';
import type { SettingsBook } from '../store/settingsBook.ts';
import type { Words } from '../words/words.ts';
import { askView, noticeView } from './consentView.ts';
import type { GuildActions } from './guildActions.ts';
import { loggableError } from './loggableError.ts';
import type { MessageView } from './messageView.ts';

/** Each of them is a message that mentions somebody; who comes later finds the buttons of the notice. */
const MAX_ASKED_LATER = 25;

/** What the notice of a conversation is made with. */
export interface ConsentNoticeParts {
  guildId: string;
  /** The voice channel of the moment: people there read its chat. */
  channelId: () => string;
  /** Where it is written if it cannot be in the voice channel's chat. */
  textChannelId: string;
  model: string;
  /** In the server's language. */
  words: Words;
  settings: SettingsBook;
  actions: GuildActions;
  log: Logger;
}

/** Tells people that they are being heard, and asks those who are to be asked. */
export class ConsentNotice {
  readonly #parts: ConsentNoticeParts;
  readonly #askedIds = new Set<string>();
  #shown = false;
  #askedLater = 0;

  constructor(parts: ConsentNoticeParts) {
    this.#parts = parts;
  }

  /** The bot listens for the first time. Never rejects. */
  async show(): Promise<void> {
    this.#shown = true;
    const { guildId, settings, model, words, channelId, log } = this.#parts;
    try {
      const chosen = await settings.settingsOf(guildId);
      // Where people are asked, this is the question.
      if (!chosen.joinNotice && chosen.consentMode === 'notice') return;
      await this.#post(noticeView({ channelId: channelId(), model }, chosen, words));
    } catch (error) {
      log.warn({ err: loggableError(error) }, 'people could not be told in writing that they are heard');
    }
  }

  /** These people in the channel have not said yet whether they may be heard. */
  undecided(userIds: readonly string[]): void {
    const { words, log } = this.#parts;
    for (const userId of userIds) {
      if (this.#askedIds.has(userId) || this.#askedLater >= MAX_ASKED_LATER) continue;
      this.#askedIds.add(userId);
      // Who is there at the beginning is asked by the notice.
      if (!this.#shown) continue;
      this.#askedLater += 1;
      this.#post(askView(userId, words), userId).catch((error: unknown) => {
        log.warn({ err: loggableError(error) }, 'somebody could not be asked whether they may be heard');
      });
    }
  }

  async #post(view: MessageView, mentionUserId?: string): Promise<void> {
    const { actions, channelId, textChannelId } = this.#parts;
    try {
      await actions.post(channelId(), view, mentionUserId);
    } catch (error) {
      if (channelId() === textChannelId) throw error;
      await actions.post(textChannelId, view, mentionUserId);
    }
  }
}
