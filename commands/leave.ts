import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { conversationOfPress } from '../src/bot/conversationOfPress.ts';
import { localised } from '../src/bot/localised.ts';
import { textView } from '../src/bot/messageView.ts';
import { LEAVE_BUTTON, talkedSentence } from '../src/bot/statusView.ts';
import { stopObstacle } from '../src/bot/stopAccess.ts';

/** Ends the conversation, by command or by the button of its message. */
export default {
  data: localised(new SlashCommandBuilder(), 'leave.name', 'leave.description')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  cooldown: 'none',

  run: async (call) => {
    const { interaction, reply, words, serverWords, bot } = call;
    const conversation = bot.directory.ofGuild(interaction.guildId);
    if (conversation === undefined) return reply.tell(words('leave.nowhere'));
    const obstacle = await stopObstacle(call, conversation);
    if (obstacle !== undefined) return reply.tell(obstacle);
    await conversation.close('leftByCommand');
    const { channelId, talkedMs } = conversation.snapshot();
    const talked = talkedSentence(talkedMs, serverWords);
    await reply.publish(textView(serverWords('leave.left', { channel: `<#${channelId}>`, talked })));
  },

  buttons: {
    [LEAVE_BUTTON]: async (press) => {
      // The message shows the end by itself, so the press needs no answer of its own.
      const conversation = await conversationOfPress(press);
      if (conversation === undefined) return;
      const obstacle = await stopObstacle(press, conversation);
      if (obstacle !== undefined) return press.reply.tell(obstacle);
      await conversation.close('leftByCommand');
    },
  },
} satisfies Command;
