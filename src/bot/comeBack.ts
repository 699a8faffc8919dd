import { type Client, type Guild, PermissionFlagsBits, Routes } from 'discord.js';
import { z } from 'zod';
import type { OpenConversation, OpenConversationStore } from '../store/openConversationStore.ts';
import type { Words } from '../words/words.ts';
import { wordsFor } from '../words/wordsFor.ts';
import { channelAccess, joinObstacle } from './channelAccess.ts';
import type { BotServices } from './commandContract.ts';
import type { ConversationKeeper } from './conversationKeeper.ts';
import { loggableError } from './loggableError.ts';
import { PostedMessage } from './postedMessage.ts';
import { leaveStaleVoice } from './staleVoice.ts';
import { forgottenView } from './statusView.ts';

/** After so long away nobody expects the bot back. */
export const MAX_AWAY_MS = 2 * 60 * 60_000;

/** So often a conversation is taken up again in which nothing was said since: it may be what ends the process. */
export const MAX_RETURNS = 3;

const postedSchema = z.object({ id: z.string() });

/** What {@link comeBack} needs. */
export interface ComeBackParts {
  client: Client<true>;
  bot: BotServices;
  store: OpenConversationStore;
  keeper: ConversationKeeper;
  /** Wall-clock time. */
  now: () => Date;
}

/**
 * Goes back to the voice channels in which the process before this one held conversations, where people still are, and picks up
 * what was said. What is over is forgotten, and its message says so. Never rejects.
 */
export async function comeBack(parts: ComeBackParts): Promise<void> {
  const { log } = parts.bot;
  try {
    for (const conversation of await parts.store.all()) {
      const { guildId } = conversation;
      try {
        await goBack(parts, conversation);
      } catch (error) {
        log.warn({ err: loggableError(error), guildId }, 'a conversation could not be taken up again');
      }
    }
  } catch (error) {
    log.warn({ err: loggableError(error) }, 'what was said before the restart could not be read');
  }
}

async function goBack(parts: ComeBackParts, before: OpenConversation): Promise<void> {
  const { client, bot, store, keeper } = parts;
  const { guildId, channelId } = before;
  const guild = client.guilds.cache.get(guildId);
  // During an outage Discord shows nobody in the server: nothing can be decided then.
  if (guild === undefined || !guild.available) return;
  const words = wordsFor(guild.preferredLocale);
  await leaveStaleVoice(client, guildId, bot.clock);
  if (bot.directory.stopping || bot.directory.ofGuild(guildId) !== undefined) return;
  const settings = await bot.settings.settingsOf(guildId);
  const why =
    keeper.enabled && settings.comeBack ? obstacle(parts, guild, before, words) : 'it is switched off';
  if (why !== undefined) {
    bot.log.info({ guildId, why }, 'a conversation from before the restart is over');
    await store.forgetGuild(guildId);
    return retire(parts, before, words);
  }
  await store.update(guildId, { returns: before.returns + 1 });
  const history = await store.entriesOf(guildId);
  if (bot.directory.stopping || bot.directory.ofGuild(guildId) !== undefined) return;
  const textChannelId = writable(guild, before.textChannelId) ? before.textChannelId : channelId;
  const startedByUserId = before.startedByUserId ?? undefined;
  const place = { guildId, channelId, textChannelId };
  const conversation = bot.directory.open({ ...place, startedByUserId, settings, history });
  bot.log.info({ guildId, entries: history.length }, 'back in a conversation from before the restart');
  const heading = words('conversation.back');
  const shown = { ...bot.board.viewOf(conversation, words), content: heading };
  try {
    const route = Routes.channelMessages(textChannelId);
    const created = await client.rest.post(route, { body: { ...shown, allowed_mentions: { parse: [] } } });
    const { id } = postedSchema.parse(created);
    const posted = postedMessage(parts, guild, { channelId: textChannelId, messageId: id });
    bot.board.follow(conversation, { posted, shown, words, heading });
  } catch (error) {
    // People must see that they are heard.
    await conversation.close('internal');
    throw error;
  } finally {
    await retire(parts, before, words);
  }
}

/** Why the bot does not go back, for the log; `undefined`: it does. */
function obstacle(
  { client, now }: ComeBackParts,
  guild: Guild,
  { channelId, updatedAtMs, returns }: OpenConversation,
  words: Words,
): string | undefined {
  if (now().getTime() - updatedAtMs > MAX_AWAY_MS) return 'it was too long ago';
  if (returns >= MAX_RETURNS) return 'it was taken up too often';
  const channel = guild.channels.cache.get(channelId);
  const { me } = guild.members;
  if (channel === undefined || !channel.isVoiceBased() || me === null) return 'the channel is gone';
  const people = guild.voiceStates.cache.filter(
    (state) => state.channelId === channelId && state.id !== client.user.id && !state.member?.user.bot,
  );
  if (people.size === 0) return 'nobody is there';
  return joinObstacle(channelAccess(channel, me), words);
}

/** The message of the conversation before says that it is over, and has no buttons any more. */
async function retire(
  parts: ComeBackParts,
  { messageId, messageChannelId, guildId }: OpenConversation,
  words: Words,
): Promise<void> {
  const guild = parts.client.guilds.cache.get(guildId);
  if (messageId === null || messageChannelId === null || guild === undefined) return;
  try {
    await postedMessage(parts, guild, { channelId: messageChannelId, messageId }).edit(forgottenView(words));
  } catch (error) {
    parts.bot.log.warn({ err: loggableError(error) }, 'the message from before the restart stays');
  }
}

function postedMessage(
  { client, bot }: ComeBackParts,
  guild: Guild,
  place: { channelId: string; messageId: string },
): PostedMessage {
  return new PostedMessage(client.rest, bot.clock, {
    ...place,
    applicationId: client.application.id,
    token: undefined,
    visibleToBot: () => mayThere(guild, place.channelId, PermissionFlagsBits.ViewChannel),
  });
}

function writable(guild: Guild, channelId: string): boolean {
  const { ViewChannel, SendMessages } = PermissionFlagsBits;
  return mayThere(guild, channelId, ViewChannel | SendMessages);
}

function mayThere(guild: Guild, channelId: string, permissions: bigint): boolean {
  const { me } = guild.members;
  if (me === null) return false;
  return guild.channels.cache.get(channelId)?.permissionsFor(me).has(permissions) ?? false;
}
