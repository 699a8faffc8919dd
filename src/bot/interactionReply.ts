import {
  ComponentType,
  type MessageComponentInteraction,
  MessageFlags,
  type ModalMessageModalSubmitInteraction,
  PermissionFlagsBits,
  type RepliableInteraction,
  type TextInputStyle,
} from 'discord.js';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { Words } from '../words/words.ts';
import { loggableError } from './loggableError.ts';
import { type MessageView, textView } from './messageView.ts';
import { PostedMessage } from './postedMessage.ts';

/** Discord gives up on an interaction after 3 s; the request itself needs some of that. */
export const ACKNOWLEDGE_AFTER_MS = 1200;

const NO_MENTIONS = { parse: [] };

/** `deferred`: Discord shows the person that an answer is coming; for a button nothing is shown. */
type ReplyState = 'open' | 'deferred' | 'answered';

/** A form to fill in. */
export interface Form {
  customId: string;
  /** At most 45 characters, as the labels. */
  title: string;
  /** One to five of them. */
  inputs: readonly FormInput[];
}

/** A text in a form. */
export interface FormInput {
  customId: string;
  label: string;
  style: TextInputStyle;
  value: string;
  maxLength: number;
  /** Left out: it is. */
  required?: boolean;
}

/** A file beside an answer. */
export interface ReplyFile {
  name: string;
  attachment: Buffer;
}

/** What an {@link InteractionReply} needs beside the interaction. */
export interface InteractionReplyParts {
  /** For the person who is answered. */
  words: Words;
  clock: Clock;
  log: Logger;
}

/**
 * The answer to one interaction. A deferred answer is public or private from the moment it is deferred, and whether a
 * command succeeds is known only later. So nothing is deferred while an answer is near: what can be checked at once is
 * answered directly, a refusal for the person alone, a success for everybody. Only when no answer came for
 * {@link ACKNOWLEDGE_AFTER_MS} it is deferred, privately: a refusal then takes that place, and what is for everybody
 * becomes a message of its own.
 */
export class InteractionReply {
  readonly #interaction: RepliableInteraction;
  readonly #words: Words;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #cancelTimer: CancelTimer;
  #deferring: Promise<void> | undefined;
  #state: ReplyState = 'open';

  constructor(interaction: RepliableInteraction, { words, clock, log }: InteractionReplyParts) {
    this.#interaction = interaction;
    this.#words = words;
    this.#clock = clock;
    this.#log = log;
    this.#cancelTimer = clock.after(ACKNOWLEDGE_AFTER_MS, () => {
      this.acknowledge().catch((error) => {
        this.#log.warn({ err: loggableError(error) }, 'an interaction could not be acknowledged');
      });
    });
  }

  /** The person has got an answer. A pressed button needs no more than being acknowledged. */
  get complete(): boolean {
    return this.#state === 'answered' || (this.#state === 'deferred' && this.#ofMessage !== undefined);
  }

  /** Tells Discord at once that the interaction is being dealt with. A button's message stays as it is. */
  acknowledge(): Promise<void> {
    this.#cancelTimer();
    if (this.#state === 'open') this.#deferring ??= this.#defer();
    return this.#deferring ?? Promise.resolve();
  }

  /** Answers the person alone. */
  async tell(answer: string | MessageView, files: readonly ReplyFile[] = []): Promise<void> {
    await this.#ready();
    const view = typeof answer === 'string' ? textView(answer) : answer;
    const body = { ...view, allowedMentions: NO_MENTIONS, files };
    const loading = this.#state === 'deferred' && this.#ofMessage === undefined;
    if (this.#state === 'open') await this.#interaction.reply({ ...body, flags: MessageFlags.Ephemeral });
    else if (loading) await this.#interaction.editReply(body);
    else await this.#interaction.followUp({ ...body, flags: MessageFlags.Ephemeral });
    this.#state = 'answered';
  }

  /** Changes the message whose component was used. @throws Error when this is no answer to a component */
  async update(view: MessageView): Promise<void> {
    await this.#ready();
    if (this.#ofMessage === undefined) throw new Error('there is no message to update');
    const body = { ...view, allowedMentions: NO_MENTIONS };
    if (this.#state === 'open') await this.#ofMessage.update(body);
    else await this.#ofMessage.editReply(body);
    this.#state = 'answered';
  }

  /** Asks the person to write something: only as the first answer, and within its 3 s. */
  async ask({ customId, title, inputs }: Form): Promise<void> {
    await this.#ready();
    if (this.#interaction.isModalSubmit()) throw new Error('a form cannot be answered with a form');
    await this.#interaction.showModal({
      custom_id: customId,
      title,
      components: inputs.map(({ label, maxLength, style, value, required = true, customId: inputId }) => ({
        type: ComponentType.Label,
        label,
        component: {
          type: ComponentType.TextInput,
          custom_id: inputId,
          style,
          value,
          max_length: maxLength,
          required,
        },
      })),
    });
    this.#state = 'answered';
  }

  /** The interaction as one of a component or form of a message, which can be changed. */
  get #ofMessage(): MessageComponentInteraction | ModalMessageModalSubmitInteraction | undefined {
    const interaction = this.#interaction;
    if (interaction.isMessageComponent()) return interaction;
    return interaction.isModalSubmit() && interaction.isFromMessage() ? interaction : undefined;
  }

  /** Answers for everybody to see; the message can be edited later. */
  async publish(view: MessageView): Promise<PostedMessage> {
    await this.#ready();
    const body = { ...view, allowedMentions: NO_MENTIONS };
    if (this.#state === 'open') {
      const response = await this.#interaction.reply({ ...body, withResponse: true });
      this.#state = 'answered';
      return this.#posted('@original', response.resource?.message?.id);
    }
    // The first follow-up would be swallowed by a deferred answer, and be as private as that is.
    if (this.#state === 'deferred') await this.tell(this.#words('bot.doneBelow'));
    const message = await this.#interaction.followUp(body);
    return this.#posted(message.id, message.id);
  }

  #posted(tokenKey: string, messageId: string | undefined): PostedMessage {
    const { applicationId, token, channelId, client } = this.#interaction;
    const address = {
      applicationId,
      token: { token, key: tokenKey },
      channelId: channelId ?? undefined,
      messageId,
      visibleToBot: () => isVisibleToBot(this.#interaction),
    };
    return new PostedMessage(client.rest, this.#clock, address);
  }

  /** An acknowledgement under way must arrive first: Discord takes one answer only. */
  async #ready(): Promise<void> {
    this.#cancelTimer();
    await this.#deferring;
  }

  async #defer(): Promise<void> {
    if (this.#ofMessage !== undefined) await this.#ofMessage.deferUpdate();
    else await this.#interaction.deferReply({ flags: MessageFlags.Ephemeral });
    this.#state = 'deferred';
  }
}

function isVisibleToBot({ channel, guild }: RepliableInteraction): boolean {
  if (channel === null || channel.isDMBased() || !guild?.members.me) return false;
  return channel.permissionsFor(guild.members.me).has(PermissionFlagsBits.ViewChannel);
}
