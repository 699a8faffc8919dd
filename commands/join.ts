import {
  ChannelType,
  type ChatInputCommandInteraction,
  InteractionContextType,
  SlashCommandBuilder,
  type VoiceBasedChannel,
} from 'discord.js';
import type { ActiveConversation } from '../src/bot/activeConversation.ts';
import { channelAccess, joinObstacle } from '../src/bot/channelAccess.ts';
import type { Command, CommandCall } from '../src/bot/commandContract.ts';
import { loggableError } from '../src/bot/loggableError.ts';
import { pressTalk } from '../src/bot/pressTalk.ts';
import { endSentence, TALK_BUTTON } from '../src/bot/statusView.ts';

const VOICE_CHANNELS = [ChannelType.GuildVoice, ChannelType.GuildStageVoice] as const;

/** Begins a conversation in a voice channel, or moves the one there is. */
export default {
  data: new SlashCommandBuilder()
    .setName('join')
    .setDescription('Talk to the model in your voice channel')
    .setContexts(InteractionContextType.Guild)
    .addChannelOption((option) =>
      option
        .setName('channel')
        .setDescription('Another voice channel than yours')
        .addChannelTypes(...VOICE_CHANNELS),
    )
    .toJSON(),

  run: async (call) => {
    const { interaction, reply, bot } = call;
    const named = interaction.options.getChannel('channel', false, VOICE_CHANNELS);
    let current = bot.directory.ofGuild(interaction.guildId);
    while (current?.closing) {
      await current.ended;
      current = bot.directory.ofGuild(interaction.guildId);
    }
    if (bot.directory.stopping) return reply.tell('I am just shutting down. Try again in a moment.');
    if (current !== undefined) return comeAlong(call, current, named);

    const channel = named ?? interaction.member.voice.channel;
    if (channel === null) {
      return reply.tell('You are in no voice channel. Join one first, or name one: `/join channel:`');
    }
    const obstacle = obstacleTo(interaction, channel);
    if (obstacle !== undefined) return reply.tell(obstacle);
    return begin(call, channel.id);
  },

  buttons: { [TALK_BUTTON]: pressTalk },
} satisfies Command;

/** There is a conversation: says where, or moves it to the channel that was named. */
async function comeAlong(
  { interaction, reply }: CommandCall,
  conversation: ActiveConversation,
  named: VoiceBasedChannel | null,
): Promise<void> {
  const { state } = conversation.snapshot();
  const here = `<#${conversation.channelId}>`;
  if (named === null || named.id === conversation.channelId) {
    const where = state === 'connecting' ? `I am just joining ${here}.` : `I am already in ${here}.`;
    const elsewhere = interaction.member.voice.channelId;
    const hint =
      named === null && elsewhere !== null && elsewhere !== conversation.channelId
        ? ` To have me in yours, name it: \`/join channel:\` <#${elsewhere}>`
        : '';
    return reply.tell(where + hint);
  }
  const obstacle = obstacleTo(interaction, named);
  if (obstacle !== undefined) return reply.tell(obstacle);
  const there = `<#${named.id}>`;
  switch (await conversation.move(named.id)) {
    case 'moved':
      return reply.tell(`I moved from ${here} to ${there}.`);
    case 'ended':
      return reply.tell(`The conversation ended before I could move to ${there}. Use \`/join\` again.`);
    case 'late':
      return reply.tell(
        `I could not move to ${there}: Discord did not confirm it. Try \`/leave\` and \`/join\`.`,
      );
  }
}

/**
 * Begins in the channel. Its public message is there from the start; what cannot even begin is told to the caller alone,
 * and the message is taken away: nobody else needs to read of a refused key.
 */
async function begin({ interaction, reply, bot }: CommandCall, channelId: string): Promise<void> {
  const conversation = bot.directory.open(interaction.guildId, channelId);
  const { conversationId } = conversation;
  const view = bot.board.viewOf(conversation);
  try {
    bot.board.follow(conversation, await reply.publish(view), view);
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
  await reply.tell(`I could not start in <#${channelId}>. ${endSentence(outcome.end)}`);
}

function obstacleTo(
  interaction: ChatInputCommandInteraction<'cached'>,
  channel: VoiceBasedChannel,
): string | undefined {
  const { me } = interaction.guild.members;
  if (me === null) return 'Discord has not told me about this server yet. Try again in a moment.';
  return joinObstacle(channelAccess(channel, me, interaction.member));
}
