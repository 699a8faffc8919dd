import { roleObstacle } from './callerAccess.ts';
import type { ButtonPress } from './commandContract.ts';
import { conversationOfPress } from './conversationOfPress.ts';

/**
 * The Talk button: the bot answers whoever pressed it, if they are in its voice channel. The hint is given once a person and
 * conversation; they know it then.
 */
export async function pressTalk(press: ButtonPress): Promise<void> {
  const { interaction, reply, words, bot, argument } = press;
  const asked = bot.directory.withId(argument);
  const { user } = interaction;
  const refusal = roleObstacle(await bot.settings.settingsOf(interaction.guildId), interaction.member, words);
  const spent = asked?.budget.obstacle(user.id, words);
  const here = asked?.channelId === interaction.member.voice.channelId;
  // Before anything is asked of Discord: they may be speaking already.
  const firstTime = asked !== undefined && here && (refusal ?? spent) === undefined && asked.talk(user.id);
  const conversation = await conversationOfPress(press);
  if (conversation === undefined) return;
  if (refusal !== undefined) await reply.tell(refusal);
  else if (!here)
    await reply.tell(words('conversation.talkJoinFirst', { channel: `<#${conversation.channelId}>` }));
  else if (spent !== undefined) await reply.tell(spent);
  else if (!conversation.consent.allows(user.id)) await reply.tell(words('privacy.talkNotHeard'));
  else if (firstTime) await reply.tell(words('conversation.talkHint'));
}
