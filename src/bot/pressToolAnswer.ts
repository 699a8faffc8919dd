import type { ButtonPress } from './commandContract.ts';

/** A button under a question about a tool: whoever asked for it says yes or no; everybody else is told that it is not theirs. */
export async function pressToolAnswer(
  { interaction, reply, bot, argument }: ButtonPress,
  yes: boolean,
): Promise<void> {
  const [conversationId = '', questionId = ''] = argument.split(':');
  const outcome =
    bot.directory.withId(conversationId)?.tools.pressed(questionId, interaction.user.id, yes) ?? 'over';
  if (outcome === 'notYours') return reply.tell('Only whoever asked for this can answer.');
  if (outcome === 'over') return reply.tell('This is not waiting for an answer any more.');
  // The message itself shows how it ended.
  await reply.acknowledge();
}
