import { type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import type { Clock } from '../clock.ts';
import { discordErrorCode } from './loggableError.ts';
import type { MessageView } from './messageView.ts';

/** Discord accepts an interaction's token for 15 minutes; the last one is left out, clocks and networks being what they are. */
export const TOKEN_LIFE_MS = 14 * 60_000;

/** `gone`: the message cannot be reached any more, nothing is to be tried again. */
export type EditOutcome = 'shown' | 'gone';

/** A message of ours that can be changed later. */
export interface EditableMessage {
  /** @throws whatever the request failed with, when trying again may help. */
  edit(view: MessageView): Promise<EditOutcome>;
  delete(): Promise<void>;
}

/** The token of an interaction, by which its answer can be changed. */
export interface InteractionToken {
  token: string;
  /** `@original` or the message's id: what the token's routes call the answer. */
  key: string;
}

/** Where a message of ours is: by the token of the interaction that it answers, and by its place in the channel. */
export interface MessageAddress {
  applicationId: string;
  /** `undefined`: it is no answer, but a message of the bot's own. */
  token: InteractionToken | undefined;
  channelId: string | undefined;
  messageId: string | undefined;
  /** May the bot see the channel, as it must to edit its messages there by its own right? */
  visibleToBot: () => boolean;
}

const GONE: readonly (number | string)[] = [
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
];

const TOKEN_DEAD: readonly (number | string)[] = [
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownInteraction,
];

/**
 * A message of ours. As an answer to an interaction, while the interaction's token lives it is edited by that, which works even
 * where the bot may not see the text channel; otherwise as a message of the bot's own.
 */
export class PostedMessage implements EditableMessage {
  readonly #rest: REST;
  readonly #clock: Clock;
  #address: MessageAddress;
  #tokenEndsMs: number;

  constructor(rest: REST, clock: Clock, address: MessageAddress) {
    this.#rest = rest;
    this.#clock = clock;
    this.#address = address;
    this.#tokenEndsMs = clock.nowMs() + TOKEN_LIFE_MS;
  }

  /** Where it is in its channel; `undefined`: Discord has not told. */
  get place(): { channelId: string; messageId: string } | undefined {
    const { channelId, messageId } = this.#address;
    return channelId === undefined || messageId === undefined ? undefined : { channelId, messageId };
  }

  /** A button of the message was pressed: its interaction brings a fresh token for the same message. */
  renew(interactionToken: string): void {
    this.#address = { ...this.#address, token: { token: interactionToken, key: '@original' } };
    this.#tokenEndsMs = this.#clock.nowMs() + TOKEN_LIFE_MS;
  }

  /** Can it still be edited when the token is dead? */
  get outlivesToken(): boolean {
    return this.place !== undefined && this.#address.visibleToBot();
  }

  async edit(view: MessageView): Promise<EditOutcome> {
    const body = { content: '', ...view, allowed_mentions: { parse: [] } };
    return this.#request(
      (route) => this.#rest.patch(route, { body, auth: false }),
      (route) => this.#rest.patch(route, { body }),
    );
  }

  async delete(): Promise<void> {
    await this.#request(
      (route) => this.#rest.delete(route, { auth: false }),
      (route) => this.#rest.delete(route),
    );
  }

  async #request(
    byToken: (route: `/${string}`) => Promise<unknown>,
    byBot: (route: `/${string}`) => Promise<unknown>,
  ): Promise<EditOutcome> {
    const { applicationId, token } = this.#address;
    try {
      if (token !== undefined && this.#clock.nowMs() < this.#tokenEndsMs) {
        try {
          await byToken(Routes.webhookMessage(applicationId, token.token, token.key));
          return 'shown';
        } catch (error) {
          if (!TOKEN_DEAD.includes(discordErrorCode(error) ?? '')) throw error;
          this.#tokenEndsMs = 0;
        }
      }
      const { place } = this;
      if (place === undefined) return 'gone';
      await byBot(Routes.channelMessage(place.channelId, place.messageId));
      return 'shown';
    } catch (error) {
      if (GONE.includes(discordErrorCode(error) ?? '')) return 'gone';
      throw error;
    }
  }
}
