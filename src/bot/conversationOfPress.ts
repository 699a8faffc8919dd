import type { ActiveConversation } from './activeConversation.ts';
import type { ButtonPress } from './commandContract.ts';
import { forgottenView } from './statusView.ts';

/**
 * The conversation whose button was pressed. The press is acknowledged, and its fresh token keeps the message alive. Is the
 * conversation over, that is told, and `undefined` answered.
 */
export async function conversationOfPress(press: ButtonPress): Promise<ActiveConversation | undefined> {
  const { interaction, reply, bot, argument } = press;
  const conversation = bot.directory.withId(argument);
  await reply.acknowledge();
  const followed = bot.board.renew(argument, interaction.token);
  if (conversation !== undefined) return conversation;
  // A second press, or a message from before a restart: nobody else will take that button away.
  if (!followed) await interaction.editReply(forgottenView(press.serverWords));
  await reply.tell(press.words('conversation.overAlready'));
  return undefined;
}
