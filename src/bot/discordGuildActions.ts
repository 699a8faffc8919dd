import {
  type Client,
  type Guild,
  type GuildMember,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import { type Caller, STRANGER } from '../tools/toolRights.ts';
import type { Words } from '../words/words.ts';
import { wordsFor, wordsIn } from '../words/wordsFor.ts';
import { channelAccess, joinObstacle } from './channelAccess.ts';
import type { FoundChannel, GuildActions, Poll } from './guildActions.ts';
import { discordErrorCode, loggableError } from './loggableError.ts';
import type { MessageView } from './messageView.ts';
import type { EditableMessage } from './postedMessage.ts';

const createdSchema = z.looseObject({ id: z.string() });

const NOT_WRITTEN =
  'I could not write in the text channel: give me View Channel, Send Messages and (for polls) Create Polls there.';

/** {@link GuildActions} by discord.js: members from its cache, messages by REST. */
export class DiscordGuildActions implements GuildActions {
  readonly #client: Client<true>;
  readonly #log: Logger;

  constructor(client: Client<true>, log: Logger) {
    this.#client = client;
    this.#log = log;
  }

  callers(guildId: string, userIds: readonly string[]): Caller[] {
    const guild = this.#client.guilds.cache.get(guildId);
    return userIds.map((userId) => {
      const member = guild?.members.cache.get(userId);
      if (guild === undefined || member === undefined) return { userId, ...STRANGER };
      return {
        userId,
        roles: [...member.roles.cache.values()].flatMap(({ id, name }) => [id, name]),
        admin: member.permissions.has(PermissionFlagsBits.ManageGuild),
        owner: guild.ownerId === userId,
      };
    });
  }

  async askAnew(guildId: string, userIds: readonly string[]): Promise<void> {
    const members = this.#client.guilds.cache.get(guildId)?.members;
    const ask = async (user: string) => {
      try {
        await members?.fetch({ user, force: true });
      } catch (error) {
        if (discordErrorCode(error) === RESTJSONErrorCodes.UnknownMember) members?.cache.delete(user);
        else
          this.#log.warn({ err: loggableError(error) }, 'what a person may do could not be asked of Discord');
      }
    };
    await Promise.all(userIds.map(ask));
  }

  words(guildId: string): Words {
    return wordsFor(this.#client.guilds.cache.get(guildId)?.preferredLocale);
  }

  async post(channelId: string, view: MessageView, mentionUserId?: string): Promise<EditableMessage> {
    const users = mentionUserId === undefined ? {} : { users: [mentionUserId] };
    const body = { ...view, allowed_mentions: { parse: [], ...users } };
    const messageId = await this.#create(channelId, body);
    const route = Routes.channelMessage(channelId, messageId);
    const { rest } = this.#client;
    return {
      edit: async (changed) => {
        await rest.patch(route, { body: { content: '', ...changed, allowed_mentions: { parse: [] } } });
        return 'shown';
      },
      delete: async () => {
        await rest.delete(route);
      },
    };
  }

  async poll(channelId: string, { question, answers, hours }: Poll): Promise<void> {
    await this.#create(channelId, {
      poll: {
        question: { text: question },
        answers: answers.map((text) => ({ poll_media: { text } })),
        duration: hours,
        allow_multiselect: false,
      },
    });
  }

  findVoiceChannel(guildId: string, name: string | undefined, userId: string | undefined): FoundChannel {
    const guild = this.#client.guilds.cache.get(guildId);
    const caller = userId === undefined ? undefined : guild?.members.cache.get(userId);
    const me = guild?.members.me;
    if (guild === undefined || caller === undefined || !me) return { refused: 'I do not know who asked.' };
    const channel = name === undefined ? caller.voice.channel : namedChannel(guild, caller, name);
    if (!channel) {
      const refused =
        name === undefined
          ? 'Whoever asked is in no voice channel.'
          : 'There is no voice channel of that name that whoever asked can see.';
      return { refused };
    }
    // Read by the model, which tells it in the language it is spoken to.
    const obstacle = joinObstacle(channelAccess(channel, me, caller), wordsIn('en'));
    return obstacle === undefined ? { channelId: channel.id, name: channel.name } : { refused: obstacle };
  }

  async #create(channelId: string, body: object): Promise<string> {
    try {
      return createdSchema.parse(await this.#client.rest.post(Routes.channelMessages(channelId), { body }))
        .id;
    } catch (cause) {
      throw new ParleyError('a message was refused', { code: 'tool_failed', tellPerson: NOT_WRITTEN, cause });
    }
  }
}

/** As people say a name: without regard to case and signs. A channel they may not see is none. */
function namedChannel(guild: Guild, caller: GuildMember, name: string) {
  const wanted = plain(name);
  return [...guild.channels.cache.values()]
    .filter((channel) => channel.isVoiceBased())
    .find(
      (channel) =>
        plain(channel.name) === wanted && channel.permissionsFor(caller).has(PermissionFlagsBits.ViewChannel),
    );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
