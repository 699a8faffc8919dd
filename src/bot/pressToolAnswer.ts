import type { ButtonPress } from './commandContract.ts';

/** A button under a question about a tool: whoever asked for it says yes or no; everybody else is told that it is not theirs. */
export async function pressToolAnswer(press: ButtonPress, yes: boolean): Promise<void> {
  const { interaction, reply, words, bot, argument } = press;
  const [conversationId = '', questionId = ''] = argument.split(':');
  const tools = bot.directory.withId(conversationId)?.tools;
  const outcome = tools?.pressed(questionId, interaction.user.id, yes) ?? 'over';
  if (outcome === 'notYours') return reply.tell(words('tools.notYours'));
  if (outcome === 'over') return reply.tell(words('tools.over'));
  // The message itself shows how it ended.
  await reply.acknowledge();
}
