import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { conversationOfPress } from '../src/bot/conversationOfPress.ts';
import { textView } from '../src/bot/messageView.ts';
import { LEAVE_BUTTON, talkedSentence } from '../src/bot/statusView.ts';

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
    [LEAVE_BUTTON]: async (press) => {
      // The message shows the end by itself, so the press needs no answer of its own.
      const conversation = await conversationOfPress(press);
      await conversation?.close('leftByCommand');
    },
  },
} satisfies Command;
