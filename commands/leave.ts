import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { textView } from '../src/bot/messageView.ts';
import { FORGOTTEN_VIEW, LEAVE_BUTTON, talkedSentence } from '../src/bot/statusView.ts';

/** Ends the conversation, by command or by the button of its message. */
export default {
  data: new SlashCommandBuilder()
    .setName('leave')
    .setDescription('End the conversation in the voice channel')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  run: async ({ interaction, reply, bot }) => {
    const conversation = bot.directory.ofGuild(interaction.guildId);
    if (conversation === undefined)
      return reply.tell('I am in no voice channel here. `/join` brings me into one.');
    await conversation.close('leftByCommand');
    const { channelId, talkedMs } = conversation.snapshot();
    await reply.publish(textView(`I left <#${channelId}>. ${talkedSentence(talkedMs)}`));
  },

  buttons: {
    [LEAVE_BUTTON]: async ({ interaction, reply, bot, argument }) => {
      // The message shows the end by itself, so the press needs no answer of its own.
      await reply.acknowledge();
      const followed = bot.board.renew(argument, interaction.token);
      const conversation = bot.directory.withId(argument);
      if (conversation !== undefined) {
        await conversation.close('leftByCommand');
        return;
      }
      // A second press, or a message from before a restart: nobody else will take that button away.
      if (!followed) await interaction.editReply(FORGOTTEN_VIEW);
      await reply.tell('This conversation is over already.');
    },
  },
} satisfies Command;
