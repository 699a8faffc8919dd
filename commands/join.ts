import { ChannelType, InteractionContextType, SlashCommandBuilder, type VoiceBasedChannel } from 'discord.js';
import type { ActiveConversation } from '../src/bot/activeConversation.ts';
import { callerObstacle } from '../src/bot/callerAccess.ts';
import { channelAccess, joinObstacle } from '../src/bot/channelAccess.ts';
import type { Command, CommandCall } from '../src/bot/commandContract.ts';
import { limitObstacle } from '../src/bot/limits/joinLimit.ts';
import { localised } from '../src/bot/localised.ts';
import { loggableError } from '../src/bot/loggableError.ts';
import { pressTalk } from '../src/bot/pressTalk.ts';
import { endSentence, TALK_BUTTON } from '../src/bot/statusView.ts';
import { stopObstacle } from '../src/bot/stopAccess.ts';
import type { ServerSettings } from '../src/store/serverSettings.ts';

const VOICE_CHANNELS = [ChannelType.GuildVoice, ChannelType.GuildStageVoice] as const;

/** Begins a conversation in a voice channel, or moves the one there is. */
export default {
  data: localised(new SlashCommandBuilder(), 'join.name', 'join.description')
    .setContexts(InteractionContextType.Guild)
    .addChannelOption((option) =>
      localised(option, 'join.channelName', 'join.channelDescription').addChannelTypes(...VOICE_CHANNELS),
    )
    .toJSON(),

  run: async (call) => {
    const { interaction, reply, words, bot } = call;
    const named = interaction.options.getChannel('channel', false, VOICE_CHANNELS);
    const settings = await bot.settings.settingsOf(interaction.guildId);
    const place = { guildId: interaction.guildId, userId: interaction.user.id };
    const spent = await limitObstacle(bot, place, settings, words);
    let current = bot.directory.ofGuild(interaction.guildId);
    while (current?.closing) {
      await current.ended;
      current = bot.directory.ofGuild(interaction.guildId);
    }
    if (bot.directory.stopping) return reply.tell(words('join.shuttingDown'));
    if (current !== undefined) return comeAlong(call, current, named, settings);

    const channel = named ?? interaction.member.voice.channel;
    if (channel === null) return reply.tell(words('join.noChannel'));
    const obstacle = obstacleTo(call, channel, settings);
    if (obstacle !== undefined) return reply.tell(obstacle);
    if (bot.directory.full) return reply.tell(words('join.allBusy'));
    if (spent !== undefined) return reply.tell(spent);
    return begin(call, channel.id, settings);
  },

  buttons: { [TALK_BUTTON]: pressTalk },
} satisfies Command;

/** There is a conversation: says where, or moves it to the channel that was named. */
async function comeAlong(
  call: CommandCall,
  conversation: ActiveConversation,
  named: VoiceBasedChannel | null,
  settings: ServerSettings,
): Promise<void> {
  const { interaction, reply, words } = call;
  const { state } = conversation.snapshot();
  const here = `<#${conversation.channelId}>`;
  if (named === null || named.id === conversation.channelId) {
    const where = words(state === 'connecting' ? 'join.justJoining' : 'join.alreadyIn', { channel: here });
    const elsewhere = interaction.member.voice.channelId;
    const hint =
      named === null && elsewhere !== null && elsewhere !== conversation.channelId
        ? ` ${words('join.haveMeInYours', { channel: `<#${elsewhere}>` })}`
        : '';
    return reply.tell(where + hint);
  }
  const obstacle = (await stopObstacle(call, conversation)) ?? obstacleTo(call, named, settings);
  if (obstacle !== undefined) return reply.tell(obstacle);
  const there = `<#${named.id}>`;
  switch (await conversation.move(named.id)) {
    case 'moved':
      return reply.tell(words('join.moved', { from: here, to: there }));
    case 'ended':
      return reply.tell(words('join.moveEnded', { channel: there }));
    case 'late':
      return reply.tell(words('join.moveLate', { channel: there }));
  }
}

/**
 * Begins in the channel. Its public message is there from the start; what cannot even begin is told to the caller alone,
 * and the message is taken away: nobody else needs to read of a refused key.
 */
async function begin(call: CommandCall, channelId: string, settings: ServerSettings): Promise<void> {
  const { interaction, reply, words, serverWords, bot } = call;
  const conversation = bot.directory.open({
    guildId: interaction.guildId,
    channelId,
    textChannelId: interaction.channelId,
    startedByUserId: interaction.user.id,
    settings,
  });
  const { conversationId } = conversation;
  const shown = bot.board.viewOf(conversation, serverWords);
  try {
    bot.board.follow(conversation, { posted: await reply.publish(shown), shown, words: serverWords });
  } catch (error) {
    // The person was told by Discord that the command failed: what they did not get must not go on behind their back.
    await conversation.close('internal');
    throw error;
  }
  const outcome = await conversation.started;
  if (outcome.type === 'listening' || outcome.end.trouble === undefined) return;
  try {
    await bot.board.remove(conversationId);
  } catch (error) {
    bot.log.warn({ err: loggableError(error) }, 'the message of a conversation that never began stays');
  }
  const reason = endSentence(outcome.end, words);
  await reply.tell(words('join.couldNotStart', { channel: `<#${channelId}>`, reason }));
}

function obstacleTo(
  { interaction, words }: CommandCall,
  channel: VoiceBasedChannel,
  settings: ServerSettings,
): string | undefined {
  const { guild, member } = interaction;
  if (guild.members.me === null) return words('join.serverUnknown');
  return (
    callerObstacle(settings, member, channel.id, words) ??
    joinObstacle(channelAccess(channel, guild.members.me, member), words)
  );
}
