import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { EndReason } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import { loggableError } from './loggableError.ts';
import type { MessageView } from './messageView.ts';

const channelSchema = z.looseObject({ last_message_id: z.string().regex(/^\d+$/).nullish() });

/** How a conversation ended, and where people would look for it. */
export interface Ending {
  reason: EndReason;
  /** Where the conversation's message is. */
  channelId: string;
  /** `undefined`: Discord has not told. */
  messageId: string | undefined;
  /** Does that message say that it has ended? */
  shown: boolean;
  view: MessageView;
}

/**
 * Says goodbye in a message of its own where the conversation's message is not seen any more: others were written after it, or it could
 * not be changed. Nobody is notified by it.
 */
export class Farewell {
  readonly #rest: Pick<REST, 'get' | 'post'>;
  readonly #log: Logger;

  constructor(rest: Pick<REST, 'get' | 'post'>, log: Logger) {
    this.#rest = rest;
    this.#log = log;
  }

  /** Never rejects. */
  async say(ending: Ending): Promise<void> {
    // Whoever used the command was told by its answer, which everybody sees.
    if (ending.reason === 'leftByCommand' || ending.reason === 'channelDeleted') return;
    try {
      if (ending.shown && !(await this.#isScrolledAway(ending))) return;
      const body = { ...ending.view, allowed_mentions: { parse: [] } };
      await this.#rest.post(Routes.channelMessages(ending.channelId), { body });
    } catch (error) {
      this.#log.info({ err: loggableError(error) }, 'no goodbye could be written');
    }
  }

  async #isScrolledAway({ channelId, messageId }: Ending): Promise<boolean> {
    if (messageId === undefined) return false;
    const { last_message_id: newestId } = channelSchema.parse(
      await this.#rest.get(Routes.channel(channelId)),
    );
    return typeof newestId === 'string' && BigInt(newestId) > BigInt(messageId);
  }
}
