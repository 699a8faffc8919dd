import { type GuildMember, PermissionFlagsBits } from 'discord.js';
import type { Words } from '../words/words.ts';
import type { ActiveConversation } from './activeConversation.ts';
import { roleObstacle } from './callerAccess.ts';
import type { BotServices, Deed } from './commandContract.ts';

/** Who does it, and in which words they are refused. */
interface Stopping extends Pick<Deed, 'words'> {
  interaction: { guildId: string; member: GuildMember };
  bot: Pick<BotServices, 'settings'>;
}

/**
 * Why this person may not silence, move or end the conversation; `undefined`: they may. It is for whoever began it, is in its
 * channel, or may manage the server or move people out of the channel, and for everybody once people have left the bot alone; as far
 * as the settings allow them the bot.
 */
export async function stopObstacle(
  { interaction, words, bot }: Stopping,
  conversation: ActiveConversation,
): Promise<string | undefined> {
  const { guildId, member } = interaction;
  const settings = await bot.settings.settingsOf(guildId);
  return roleObstacle(settings, member, words) ?? strangerObstacle(conversation, member, words);
}

function strangerObstacle(
  conversation: ActiveConversation,
  member: GuildMember,
  words: Words,
): string | undefined {
  const { channelId } = conversation;
  if (member.voice.channelId === channelId) return undefined;
  if (conversation.snapshot().startedByUserId === member.id) return undefined;
  const { ManageGuild, MoveMembers } = PermissionFlagsBits;
  if (member.permissions.has(ManageGuild)) return undefined;
  const channel = member.guild.channels.cache.get(channelId);
  if (channel?.permissionsFor(member).has(MoveMembers)) return undefined;
  const isEmpty = channel?.isVoiceBased() === true && channel.members.every(({ user }) => user.bot);
  if (isEmpty) return undefined;
  return words('leave.notYours', { channel: `<#${channelId}>` });
}
