import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';

/** Silences the bot and cancels what it does, for people who would rather type than talk over it. */
export default {
  data: new SlashCommandBuilder()
    .setName('stop')
    .setDescription('Make me stop talking, and cancel what I am doing')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  run: async ({ interaction, reply, bot }) => {
    const conversation = bot.directory.ofGuild(interaction.guildId);
    if (conversation === undefined) {
      return reply.tell('There is no conversation here. `/join` begins one.');
    }
    if (interaction.member.voice.channelId !== conversation.channelId) {
      return reply.tell(`Join <#${conversation.channelId}> first: people there are talking with me.`);
    }
    const cancelled = conversation.stopTalking();
    if (cancelled === 0) return reply.tell('I am quiet.');
    return reply.tell(
      `I am quiet, and cancelled ${cancelled === 1 ? 'what' : `${cancelled} things`} I was doing.`,
    );
  },
} satisfies Command;
