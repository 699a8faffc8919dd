import { MessageFlags, type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import { z } from 'zod';
import { discordErrorCode } from '../loggableError.ts';
import type { TranscriptPlace, WriteOutcome } from './transcriptPlace.ts';

const createdSchema = z.looseObject({ id: z.string() });

/** Nobody is mentioned, and no link unfurls, whatever was said. */
const QUIET = { allowed_mentions: { parse: [] }, flags: MessageFlags.SuppressEmbeds };

const REFUSALS: ReadonlyMap<number | string, WriteOutcome> = new Map<number | string, WriteOutcome>([
  [RESTJSONErrorCodes.UnknownChannel, { type: 'refused', why: 'gone' }],
  [RESTJSONErrorCodes.UnknownGuild, { type: 'refused', why: 'gone' }],
  [RESTJSONErrorCodes.MissingAccess, { type: 'refused', why: 'forbidden' }],
  [RESTJSONErrorCodes.MissingPermissions, { type: 'refused', why: 'forbidden' }],
  [RESTJSONErrorCodes.ThreadLocked, { type: 'refused', why: 'locked' }],
]);

/** A thread or channel of Discord, written to by REST. */
export class DiscordTranscriptPlace implements TranscriptPlace {
  readonly channelId: string;
  readonly #rest: REST;

  constructor(rest: REST, channelId: string) {
    this.#rest = rest;
    this.channelId = channelId;
  }

  post(content: string): Promise<WriteOutcome> {
    const body = { content, ...QUIET };
    return this.#written({ type: 'refused', why: 'locked' }, () =>
      this.#rest.post(Routes.channelMessages(this.channelId), { body }),
    );
  }

  edit(messageId: string, content: string): Promise<WriteOutcome> {
    const body = { content, ...QUIET };
    // A thread that sleeps is woken by a new message, not by a change of an old one.
    return this.#written({ type: 'stale', why: 'asleep' }, () =>
      this.#rest.patch(Routes.channelMessage(this.channelId, messageId), { body }),
    );
  }

  /** Wakes the thread from its sleep; a locked one stays as it is. @throws whatever the request failed with */
  async wake(): Promise<void> {
    await this.#rest.patch(Routes.channel(this.channelId), { body: { archived: false } });
  }

  /** @param archived what it means when the thread sleeps */
  async #written(archived: WriteOutcome, request: () => Promise<unknown>): Promise<WriteOutcome> {
    try {
      return { type: 'written', messageId: createdSchema.parse(await request()).id };
    } catch (error) {
      const code = discordErrorCode(error) ?? '';
      if (code === RESTJSONErrorCodes.InvalidActionOnArchivedThread) return archived;
      if (code === RESTJSONErrorCodes.UnknownMessage) return { type: 'stale', why: 'gone' };
      const refusal = REFUSALS.get(code);
      if (refusal !== undefined) return refusal;
      throw error;
    }
  }
}
