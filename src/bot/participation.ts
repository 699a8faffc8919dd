import { type ChatInputCommandInteraction, type GuildMember, PermissionFlagsBits } from 'discord.js';
import type { Words } from '../words/words.ts';
import type { ActiveConversation } from './activeConversation.ts';
import { callerObstacle } from './callerAccess.ts';
import type { BotServices, CommandCall } from './commandContract.ts';

/**
 * The server's conversation, if the caller may take part in it by commands: they are in its channel, or manage the server, and the
 * settings allow it. Otherwise they are told why not, and `undefined` is answered.
 */
export async function conversationOfCaller(call: CommandCall): Promise<ActiveConversation | undefined> {
  const { interaction, reply, words, bot } = call;
  const conversation = runningIn(bot, interaction);
  if (conversation === undefined) {
    await reply.tell(words('transcript.nowhere'));
    return undefined;
  }
  const refusal = await participationObstacle(bot, conversation, interaction.member, words);
  if (refusal === undefined) return conversation;
  await reply.tell(refusal);
  return undefined;
}

/**
 * Why this person may not take part in the conversation other than by voice, as a sentence for them; `undefined`: they are in its
 * channel, or manage the server, and the settings allow it.
 */
export async function participationObstacle(
  bot: Pick<BotServices, 'settings'>,
  { channelId, guildId }: ActiveConversation,
  member: GuildMember,
  words: Words,
): Promise<string | undefined> {
  const settings = await bot.settings.settingsOf(guildId);
  const manages = member.permissions.has(PermissionFlagsBits.ManageGuild);
  return manages || member.voice.channelId === channelId
    ? callerObstacle(settings, member, channelId, words)
    : words('transcript.joinFirst', { channel: `<#${channelId}>` });
}

function runningIn(
  bot: BotServices,
  { guildId }: ChatInputCommandInteraction<'cached'>,
): ActiveConversation | undefined {
  const conversation = bot.directory.ofGuild(guildId);
  return conversation?.closing === true ? undefined : conversation;
}
