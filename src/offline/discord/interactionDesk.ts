import { randomBytes } from 'node:crypto';
import { InteractionResponseType, InteractionType, MessageFlags } from 'discord-api-types/v10';
import { z } from 'zod';
import type { CancelTimer, Clock } from '../../clock.ts';
import { invalidForm, parseForm } from './formErrors.ts';
import type { GatewayServer } from './gatewayServer.ts';
import { type InteractionPlace, wireCallback, wireInteraction } from './interactionPayload.ts';
import { InteractionRecord } from './interactionRecord.ts';
import { asJsonObject, type JsonObject } from './jsonObject.ts';
import type { MessageBook, MessageState } from './messageBook.ts';
import { type MessageForm, readMessage } from './messageLimits.ts';
import { MessageOwners } from './messageOwners.ts';
import { readModal } from './modalLimits.ts';
import { attachmentsOf } from './restBody.ts';
import { RestError, unknownThing } from './restError.ts';
import { seenMessage } from './seenMessage.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { ApplicationState, WorldState } from './worldState.ts';

/** An application has this long to acknowledge (Discord's reference, "Responding to an Interaction"). */
export const ACKNOWLEDGE_LIMIT_MS = 3_000;
/** An interaction's token is good for this long. */
export const TOKEN_LIFE_MS = 15 * 60_000;
const TOKEN_BYTES = 48;
/** Interactions remembered; the oldest go first. */
const MAX_INTERACTIONS = 2_000;

const callbackSchema = z.object({ type: z.number().int(), data: z.unknown().optional() });

/** What a person did. */
export interface NewInteraction {
  readonly type: InteractionType;
  readonly what: string;
  readonly application: ApplicationState;
  readonly place: InteractionPlace;
  readonly data: JsonObject;
  /** The message whose component was used. */
  readonly message?: MessageState;
}

interface OpenInteraction {
  readonly id: string;
  readonly token: string;
  readonly made: NewInteraction;
  readonly record: InteractionRecord;
  readonly cancelLimit: CancelTimer;
  acknowledged: boolean;
  /** What `@original` means. */
  originalId: string | undefined;
}

export interface InteractionDeskParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly messages: MessageBook;
  readonly clock: Clock;
  readonly snowflakes: SnowflakeMint;
}

/** Interactions from the person's deed to the application's last edit: the 3-second rule, tokens, answers. */
export class InteractionDesk {
  readonly #parts: InteractionDeskParts;
  readonly #open = new Map<string, OpenInteraction>();
  readonly #owners: MessageOwners;

  constructor(parts: InteractionDeskParts) {
    this.#parts = parts;
    this.#owners = new MessageOwners(parts.messages);
  }

  /** Sends INTERACTION_CREATE to the application and starts its three seconds. */
  start(made: NewInteraction): InteractionRecord {
    const { clock, gateway, snowflakes } = this.#parts;
    const id = snowflakes.next();
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const record = new InteractionRecord(id, made.what, clock.nowMs());
    const cancelLimit = clock.after(ACKNOWLEDGE_LIMIT_MS, () => record.noteNoResponse());
    this.#open.set(token, {
      id,
      token,
      made,
      record,
      cancelLimit,
      acknowledged: false,
      originalId: undefined,
    });
    this.#forgetOldest();
    const payload = wireInteraction({
      world: this.#parts.world,
      id,
      token,
      type: made.type,
      application: made.application,
      place: made.place,
      data: made.data,
      message: made.message === undefined ? undefined : this.#parts.messages.wire(made.message),
    });
    gateway.toApplication(made.application.id, made.place.guild?.id, 'INTERACTION_CREATE', payload);
    return record;
  }

  /** The application's first answer. Answers what `with_response` returns. */
  callback(id: string, token: string, body: unknown, files: readonly JsonObject[]): JsonObject {
    const open = this.#open.get(token);
    if (open === undefined || open.id !== id || open.record.outcome === 'did not respond')
      throw unknownThing('Interaction');
    if (open.acknowledged) {
      throw new RestError(400, 40_060, 'Interaction has already been acknowledged.');
    }
    const { type, data } = parseForm(callbackSchema, body);
    const message = this.#answer(open, type, data, files);
    open.acknowledged = true;
    open.cancelLimit();
    const wire = message === undefined ? undefined : this.#parts.messages.wire(message);
    return wireCallback({ id: open.id, type: open.made.type, answerType: type, message: wire });
  }

  /** The message that `@original` or an id means for that token. Throws what Discord answers when there is none. */
  message(applicationId: string, token: string, messageId: string): MessageState {
    const open = this.#acknowledged(applicationId, token);
    const id = messageId === '@original' ? open.originalId : messageId;
    const message = id === undefined ? undefined : this.#parts.messages.find(id);
    if (message === undefined) throw unknownThing('Message');
    if (!this.#owners.has(message, open.record)) throw unknownThing('Message');
    return message;
  }

  /** A follow-up. The first one after "thinking" becomes the answer itself, as Discord does it. */
  followUp(applicationId: string, token: string, form: MessageForm): MessageState {
    const open = this.#acknowledged(applicationId, token);
    const { messages } = this.#parts;
    const original = open.originalId === undefined ? undefined : messages.find(open.originalId);
    if (original !== undefined && (original.flags & MessageFlags.Loading) !== 0) {
      return messages.edit(original, form);
    }
    const message = this.#create(open, form);
    this.#owners.add(message, open.record, true);
    open.record.noteFollowUp(seenMessage(message));
    return message;
  }

  /** What started that record, as long as it is remembered. */
  originOf(record: InteractionRecord): NewInteraction | undefined {
    for (const open of this.#open.values()) {
      if (open.record === record) return open.made;
    }
    return undefined;
  }

  stop(): void {
    for (const open of this.#open.values()) {
      open.cancelLimit();
      open.record.close(new Error('the local Discord has stopped'));
    }
    this.#open.clear();
  }

  #form(data: unknown, purpose: 'create' | 'edit', files: readonly JsonObject[]): MessageForm {
    const read = readMessage(data, purpose, files.length);
    const uploaded = attachmentsOf(data, files, () => this.#parts.snowflakes.next());
    return { ...read, attachments: uploaded ?? read.attachments };
  }

  #answer(
    open: OpenInteraction,
    type: number,
    data: unknown,
    files: readonly JsonObject[],
  ): MessageState | undefined {
    const { record, made } = open;
    const now = this.#parts.clock.nowMs();
    const onComponent = made.message !== undefined;
    if (type === InteractionResponseType.ChannelMessageWithSource) {
      const message = this.#original(open, this.#create(open, this.#form(data, 'create', files)));
      record.noteAnswer('message', now, message.visibleTo !== undefined);
      record.noteMessage(seenMessage(message));
      return message;
    }
    if (type === InteractionResponseType.DeferredChannelMessageWithSource) {
      const flags = Number(asJsonObject(data).flags ?? 0) | MessageFlags.Loading;
      const form = { ...readMessage({}, 'edit', 0), flags };
      const message = this.#original(open, this.#create(open, form));
      record.noteAnswer('deferred', now, message.visibleTo !== undefined);
      return message;
    }
    if (type === InteractionResponseType.DeferredMessageUpdate && onComponent) {
      record.noteAnswer('deferredUpdate', now, made.message?.visibleTo !== undefined);
      this.#original(open, made.message);
      return made.message;
    }
    if (type === InteractionResponseType.UpdateMessage && made.message !== undefined) {
      const form = this.#form(data, 'edit', files);
      record.noteAnswer('update', now, made.message.visibleTo !== undefined);
      this.#original(open, made.message);
      return this.#parts.messages.edit(this.#parts.messages.get(made.message.id), form);
    }
    if (type === InteractionResponseType.Modal && made.type !== InteractionType.ModalSubmit) {
      record.noteAnswer('modal', now, true, readModal(data));
      return undefined;
    }
    if (
      type === InteractionResponseType.ApplicationCommandAutocompleteResult &&
      made.type === InteractionType.ApplicationCommandAutocomplete
    ) {
      record.noteAnswer('choices', now, true, asJsonObject(data));
      return undefined;
    }
    throw invalidForm([
      { path: ['type'], code: 'BASE_TYPE_CHOICES', message: 'This type cannot answer this interaction.' },
    ]);
  }

  #original<M extends MessageState | undefined>(open: OpenInteraction, message: M): M {
    open.originalId = message?.id;
    if (message !== undefined) this.#owners.add(message, open.record, false);
    return message;
  }

  #create(open: OpenInteraction, form: MessageForm): MessageState {
    const { made } = open;
    const ephemeral = (form.flags & MessageFlags.Ephemeral) !== 0;
    return this.#parts.messages.create(form, {
      channelId: made.place.channelId,
      guildId: made.place.guild?.id,
      authorId: made.application.botUserId,
      applicationId: made.application.id,
      ...(ephemeral ? { visibleTo: made.place.user.id } : {}),
      interaction: {
        id: open.id,
        type: made.type,
        user: {
          id: made.place.user.id,
          username: made.place.user.username,
          discriminator: '0',
          avatar: null,
        },
        authorizing_integration_owners: { '0': made.place.guild?.id ?? '0' },
      },
    });
  }

  #acknowledged(applicationId: string, token: string): OpenInteraction {
    const open = this.#open.get(token);
    if (open === undefined || open.made.application.id !== applicationId || !open.acknowledged)
      throw unknownThing('Webhook');
    if (this.#parts.clock.nowMs() - open.record.startedMs >= TOKEN_LIFE_MS)
      throw new RestError(401, 50_027, 'Invalid Webhook Token');
    return open;
  }

  #forgetOldest(): void {
    const [oldest] = this.#open.values();
    if (this.#open.size <= MAX_INTERACTIONS || oldest === undefined) return;
    oldest.cancelLimit();
    this.#open.delete(oldest.token);
    this.#owners.prune();
  }
}
