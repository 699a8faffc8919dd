import { PermissionFlagsBits } from 'discord.js';
import { callerObstacle } from './callerAccess.ts';
import type { ButtonPress } from './commandContract.ts';
import { textView } from './messageView.ts';
import type { Minutes } from './minutesBook.ts';
import { minutesView } from './minutesView.ts';
import { safeName } from './safeName.ts';

/** The button under minutes: posts them for everybody in the channel, once, if the person may write there themselves. */
export async function postMinutes(press: ButtonPress): Promise<void> {
  const { interaction, reply, words, bot, argument } = press;
  const settings = await bot.settings.settingsOf(interaction.guildId);
  const minutes = bot.minutes.find(argument, interaction.user.id);
  const refusal =
    minutes === undefined
      ? undefined
      : (writingObstacle(press) ??
        callerObstacle(settings, interaction.member, minutes.voiceChannelId, words));
  if (refusal !== undefined) return reply.tell(refusal);
  if (minutes === undefined || !bot.minutes.take(argument)) {
    await reply.update(textView(interaction.message.content));
    return reply.tell(words('summary.gone'));
  }
  await publish(press, minutes);
}

/** What could not be posted can be tried again. */
async function publish(press: ButtonPress, minutes: Minutes): Promise<void> {
  const { interaction, reply, words, serverWords, bot, argument } = press;
  const shown = interaction.message.content;
  const channel = `<#${minutes.voiceChannelId}>`;
  const heading = serverWords('summary.posted', { channel, name: safeName(interaction.member.displayName) });
  const left = [...minutes.pages];
  await reply.update(textView(shown));
  try {
    for (const page of minutes.pages) {
      await reply.publish(textView(page === minutes.pages[0] ? `${heading}\n${page}` : page));
      left.shift();
    }
  } catch (error) {
    bot.minutes.keep({ ...minutes, pages: left }, argument);
    await reply.update(minutesView(shown, argument, words));
    throw error;
  }
}

/** An answer of ours needs no right of theirs: without this they could write where they may not. */
function writingObstacle({ interaction, words }: ButtonPress): string | undefined {
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
  const needed = interaction.channel?.isThread() === true ? SendMessagesInThreads : SendMessages;
  return interaction.memberPermissions.has(needed) ? undefined : words('summary.mayNotWrite');
}
