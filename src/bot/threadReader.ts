import { type GuildMember, type Message, RESTJSONErrorCodes } from 'discord.js';
import { clipText } from '../tools/clipText.ts';
import type { Words } from '../words/words.ts';
import { wordsFor } from '../words/wordsFor.ts';
import type { ActiveConversation } from './activeConversation.ts';
import type { BotServices } from './commandContract.ts';
import { ConsentGate } from './consentGate.ts';
import { discordErrorCode, loggableError } from './loggableError.ts';
import { participationObstacle } from './participation.ts';

/** So much of one message reaches the model; Discord lets people write 2000 characters, or 4000. */
export const MAX_TYPED_CHARACTERS = 2000;

/** People who are told why they are not read, in one conversation; more of them are not. */
const MAX_TOLD = 100;

/** Discord no longer has, or does not let the bot answer, the message. */
const NO_ANSWER_POSSIBLE: readonly unknown[] = [
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
];

/** Takes what people write beside a running transcript into the conversation, as if they had said it. */
export class ThreadReader {
  readonly #bot: BotServices;
  readonly #gate: ConsentGate;
  /** Who has been told why they are not read: once a person and conversation. */
  readonly #told = new WeakMap<ActiveConversation, Set<string>>();

  constructor(bot: BotServices) {
    this.#bot = bot;
    this.#gate = new ConsentGate(bot.consents, bot.settings);
  }

  /** A message came in any channel. Never rejects. */
  async read(message: Message): Promise<void> {
    if (!message.inGuild() || message.author.bot || message.webhookId !== null || message.system) return;
    const conversation = this.#bot.directory.ofGuild(message.guildId);
    const { member } = message;
    const text = textOf(message);
    if (conversation === undefined || member === null || text === '') return;
    try {
      if (!(await this.#bot.transcripts.isPlace(conversation.conversationId, message.channelId))) return;
      const obstacle = await this.#obstacle(conversation, member, wordsFor(message.guild.preferredLocale));
      if (conversation.closing) return;
      if (obstacle !== undefined) return await this.#tellOnce(conversation, message, obstacle);
      const name = conversation.nameHere(member.id) ?? member.displayName;
      conversation.written.typed({ userId: member.id, name }, text);
    } catch (error) {
      if (NO_ANSWER_POSSIBLE.includes(discordErrorCode(error))) return;
      this.#bot.log.warn({ err: loggableError(error) }, 'a message beside a transcript could not be taken');
    }
  }

  /** Why this person's messages are not taken, as a sentence for them; `undefined`: they are. */
  async #obstacle(
    conversation: ActiveConversation,
    member: GuildMember,
    words: Words,
  ): Promise<string | undefined> {
    const obstacle = await participationObstacle(this.#bot, conversation, member, words);
    const spent = obstacle ?? conversation.budget.obstacle(member.id, words);
    if (spent !== undefined) return spent;
    const { allowedIds } = await this.#gate.judge(conversation.guildId, [{ userId: member.id, bot: false }]);
    return allowedIds.includes(member.id) ? undefined : words('transcript.notRead');
  }

  async #tellOnce(conversation: ActiveConversation, message: Message<true>, why: string): Promise<void> {
    const told = this.#told.get(conversation) ?? new Set();
    this.#told.set(conversation, told);
    if (told.has(message.author.id) || told.size >= MAX_TOLD) return;
    told.add(message.author.id);
    await message.reply({ content: why, allowedMentions: { parse: [], repliedUser: false } });
  }
}

/** What was written, with the names people see, and what was attached; bounded. */
function textOf(message: Message<true>): string {
  const attached = [...message.attachments.values()].map(({ name }) => `[${name}]`);
  return clipText([message.cleanContent, ...attached].join(' ').trim(), MAX_TYPED_CHARACTERS);
}
