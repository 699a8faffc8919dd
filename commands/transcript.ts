import {
  InteractionContextType,
  RESTJSONErrorCodes,
  SlashCommandBuilder,
  SlashCommandSubcommandBuilder,
} from 'discord.js';
import type { ActiveConversation } from '../src/bot/activeConversation.ts';
import type { Command, CommandCall } from '../src/bot/commandContract.ts';
import { localised } from '../src/bot/localised.ts';
import { discordErrorCode } from '../src/bot/loggableError.ts';
import { textView } from '../src/bot/messageView.ts';
import { conversationOfCaller } from '../src/bot/participation.ts';
import { safeName } from '../src/bot/safeName.ts';
import { DiscordTranscriptPlace } from '../src/bot/transcript/discordTranscriptPlace.ts';
import { openThread } from '../src/bot/transcript/openThread.ts';
import { transcriptTarget } from '../src/bot/transcript/transcriptTarget.ts';

const MS_PER_S = 1000;

/** Writes down what is said, in a thread, for as long as people want it. */
export default {
  data: localised(new SlashCommandBuilder(), 'transcript.name', 'transcript.description')
    .setContexts(InteractionContextType.Guild)
    .addSubcommand(
      localised(new SlashCommandSubcommandBuilder(), 'transcript.onName', 'transcript.onDescription'),
    )
    .addSubcommand(
      localised(new SlashCommandSubcommandBuilder(), 'transcript.offName', 'transcript.offDescription'),
    )
    .toJSON(),

  run: async (call) => {
    const conversation = await conversationOfCaller(call);
    if (conversation === undefined) return;
    if (call.interaction.options.getSubcommand() === 'on') await begin(call, conversation);
    else await end(call, conversation);
  },
} satisfies Command;

async function begin(call: CommandCall, conversation: ActiveConversation): Promise<void> {
  const { interaction, reply, words, serverWords, bot } = call;
  const { guild, guildId } = interaction;
  const { transcriptChannelId } = await bot.settings.settingsOf(guildId);
  const channelId = transcriptChannelId ?? conversation.textChannelId;
  const target = transcriptTarget(guild, channelId, words);
  if ('refused' in target) return reply.tell(target.refused);
  const voice = `<#${conversation.channelId}>`;
  const { rest } = interaction.client;
  const open = async () => {
    if (target.type === 'chat') return new DiscordTranscriptPlace(rest, channelId);
    const spoken = guild.channels.cache.get(conversation.channelId)?.name ?? '';
    const date = new Date().toISOString().slice(0, 10);
    const name = serverWords('transcript.thread', { channel: spoken, date });
    return new DiscordTranscriptPlace(rest, await openThread(rest, channelId, name));
  };
  try {
    const written = await bot.transcripts.start(conversation, {
      open,
      opening: serverWords('transcript.opening', { ...whoAndWhen(call), channel: voice }),
      botName: guild.members.me?.displayName ?? 'Parley',
      words: serverWords,
    });
    const place = { channel: `<#${written.channelId}>` };
    if (written.already) await reply.tell(words('transcript.already', place));
    else await reply.publish(textView(serverWords('transcript.on', { ...place, voice })));
  } catch (error) {
    const refused: readonly unknown[] = [
      RESTJSONErrorCodes.MissingAccess,
      RESTJSONErrorCodes.MissingPermissions,
      RESTJSONErrorCodes.UnknownChannel,
    ];
    if (!refused.includes(discordErrorCode(error))) throw error;
    await reply.tell(words('transcript.forbidden', { channel: `<#${channelId}>` }));
  }
}

async function end(call: CommandCall, conversation: ActiveConversation): Promise<void> {
  const { reply, words, serverWords, bot } = call;
  const closing = serverWords('transcript.closing', whoAndWhen(call));
  const channelId = await bot.transcripts.stop(conversation, closing);
  if (channelId === undefined) return reply.tell(words('transcript.notOn'));
  await reply.publish(textView(serverWords('transcript.off', { channel: `<#${channelId}>` })));
}

/** Who wished it, and a moment that Discord shows in each reader's own time. */
function whoAndWhen({ interaction }: CommandCall): { name: string; time: string } {
  const time = `<t:${Math.floor(interaction.createdTimestamp / MS_PER_S)}:T>`;
  return { name: `**${safeName(interaction.member.displayName)}**`, time };
}
