import { type APIEmbedField, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { BotServices, Command } from '../src/bot/commandContract.ts';
import type { ConversationSnapshot } from '../src/bot/conversationSnapshot.ts';
import { safeName } from '../src/bot/safeName.ts';
import { spokenDuration } from '../src/bot/spokenDuration.ts';
import { stateSentence } from '../src/bot/statusView.ts';
import type { TokenUsage } from '../src/realtime/sessionEvents.ts';

/** Names that fit well below Discord's 1024 characters a field. */
const MAX_HEARD_NAMES = 15;

/** Shows what the conversation is doing and what it has cost so far, to the person who asks. */
export default {
  data: new SlashCommandBuilder()
    .setName('status')
    .setDescription('See what the conversation is doing')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  run: async ({ interaction, reply, bot }) => {
    const snapshot = bot.directory.ofGuild(interaction.guildId)?.snapshot();
    const description =
      snapshot === undefined ? 'No conversation here. `/join` begins one.' : `${stateSentence(snapshot)}.`;
    const local = bot.config.model.turnDetection === undefined;
    const fields = [...settingsFields(bot), ...(local ? localSettingsFields(bot) : [])];
    if (snapshot !== undefined) fields.push(...conversationFields(snapshot, local));
    await reply.tell({ embeds: [{ title: 'Parley', description, fields }], components: [] });
  },
} satisfies Command;

function settingsFields({ config }: BotServices): APIEmbedField[] {
  return [
    inline('Model', config.model.model),
    inline('Voice', config.model.voice),
    inline('Turn mode', config.turnMode),
  ];
}

/** Of use only where the end of a turn is decided here, as the next fields with `local`. */
function localSettingsFields({ config: { turns } }: BotServices): APIEmbedField[] {
  return [inline('Answer mode', turns.answerMode), inline('Speculation', turns.speculate ? 'on' : 'off')];
}

function conversationFields(
  { talkedMs, heardNames, trouble, report }: ConversationSnapshot,
  local: boolean,
): APIEmbedField[] {
  const roundTrips = [
    `voice ${milliseconds(report?.voiceWsRoundTripMs)}`,
    `sound ${milliseconds(report?.voiceUdpRoundTripMs)}`,
    `model ${milliseconds(report?.modelRoundTripMs)}`,
  ];
  const fields = [
    inline('Talked for', spokenDuration(talkedMs)),
    inline('Answers', `${report?.responses ?? 0} (${report?.bargeIns ?? 0} interrupted)`),
    inline('Last answer after', milliseconds(report?.lastAnswerMs)),
    ...(local
      ? [
          inline('False interruptions', String(report?.counters.falseInterruptions ?? 0)),
          inline('Wasted responses', String(report?.counters.wastedResponses ?? 0)),
        ]
      : []),
    { name: 'Heard', value: heard(heardNames) },
    { name: 'Tokens', value: tokens(report?.usage) },
    { name: 'Round trips', value: roundTrips.join(' · ') },
  ];
  if (trouble !== undefined) fields.push({ name: 'Trouble', value: trouble.sentence });
  return fields;
}

function inline(name: string, value: string): APIEmbedField {
  return { name, value, inline: true };
}

function milliseconds(ms: number | undefined): string {
  return ms === undefined ? 'not measured yet' : `${Math.round(ms)} ms`;
}

function heard(names: string[]): string {
  if (names.length === 0) return 'nobody yet';
  const shown = names.slice(0, MAX_HEARD_NAMES).map(safeName).join(', ');
  return names.length > MAX_HEARD_NAMES ? `${shown} and ${names.length - MAX_HEARD_NAMES} more` : shown;
}

function tokens(usage: TokenUsage | undefined): string {
  if (usage === undefined) return 'none yet';
  const { inputTextTokens, inputAudioTokens, outputTextTokens, outputAudioTokens } = usage;
  const cached = usage.cachedTextTokens + usage.cachedAudioTokens;
  const total = inputTextTokens + inputAudioTokens + outputTextTokens + outputAudioTokens;
  return (
    `${total}: in ${inputTextTokens} text and ${inputAudioTokens} audio (${cached} of them cached), ` +
    `out ${outputTextTokens} text and ${outputAudioTokens} audio`
  );
}
