import { type APIEmbedField, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { BotServices, Command } from '../src/bot/commandContract.ts';
import { chosenSettings } from '../src/bot/conversationSettings.ts';
import type { ConversationSnapshot } from '../src/bot/conversationSnapshot.ts';
import { localised } from '../src/bot/localised.ts';
import { type RunningSettings, runningSettings } from '../src/bot/runningSettings.ts';
import { safeName } from '../src/bot/safeName.ts';
import { spokenDuration } from '../src/bot/spokenDuration.ts';
import { stateSentence } from '../src/bot/statusView.ts';
import { troubleSentence } from '../src/bot/troubleSentence.ts';
import type { TokenUsage } from '../src/realtime/sessionEvents.ts';
import type { Words } from '../src/words/words.ts';

/** Names that fit well below Discord's 1024 characters a field. */
const MAX_HEARD_NAMES = 15;

/** Shows what the conversation is doing and what it has cost so far, to the person who asks. */
export default {
  data: localised(new SlashCommandBuilder(), 'status.name', 'status.description')
    .setContexts(InteractionContextType.Guild)
    .toJSON(),

  run: async ({ interaction, reply, words, bot }) => {
    const snapshot = bot.directory.ofGuild(interaction.guildId)?.snapshot();
    const description = snapshot === undefined ? words('status.none') : `${stateSentence(snapshot, words)}.`;
    const running = snapshot?.running ?? (await settingsHere(bot, interaction.guildId));
    const fields = settingsFields(running, bot, words);
    if (snapshot !== undefined) fields.push(...conversationFields(snapshot, words));
    await reply.tell({ embeds: [{ title: 'Parley', description, fields }], components: [] });
  },
} satisfies Command;

/** How the next conversation would run. */
async function settingsHere({ config, settings }: BotServices, guildId: string): Promise<RunningSettings> {
  return runningSettings(chosenSettings(config, await settings.settingsOf(guildId)));
}

function settingsFields(running: RunningSettings, { lag }: BotServices, words: Words): APIEmbedField[] {
  const late = milliseconds(lag.p99Ms, words);
  return [
    inline(words('status.model'), running.model),
    inline(words('status.voice'), running.voice),
    inline(words('status.turnMode'), words(`settings.${running.turnMode}`)),
    inline(words('status.lag'), lag.isTooLate ? words('status.tooLate', { late }) : late),
    ...(running.decidesTurns ? localSettingsFields(running, words) : []),
  ];
}

/** Of use only where the end of a turn is decided here. */
function localSettingsFields({ answerMode, speculate }: RunningSettings, words: Words): APIEmbedField[] {
  return [
    inline(words('status.answerMode'), words(`settings.${answerMode}`)),
    inline(words('status.speculation'), words(speculate ? 'status.on' : 'status.off')),
  ];
}

function conversationFields(
  { talkedMs, heardNames, trouble, hindrance, report, running }: ConversationSnapshot,
  words: Words,
): APIEmbedField[] {
  const roundTrips = words('status.roundTripsValue', {
    voice: milliseconds(report?.voiceWsRoundTripMs, words),
    sound: milliseconds(report?.voiceUdpRoundTripMs, words),
    model: milliseconds(report?.modelRoundTripMs, words),
  });
  const answers = { answers: report?.responses ?? 0, interrupted: report?.bargeIns ?? 0 };
  const fields = [
    inline(words('status.talkedFor'), spokenDuration(talkedMs)),
    inline(words('status.answers'), words('status.answersValue', answers)),
    inline(words('status.lastAnswer'), milliseconds(report?.lastAnswerMs, words)),
    ...(running.decidesTurns
      ? [
          inline(words('status.falseInterruptions'), String(report?.counters.falseInterruptions ?? 0)),
          inline(words('status.wastedResponses'), String(report?.counters.wastedResponses ?? 0)),
        ]
      : []),
    { name: words('status.heard'), value: heard(heardNames, words) },
    { name: words('status.tokens'), value: tokens(report?.usage, words) },
    { name: words('status.roundTrips'), value: roundTrips },
  ];
  if (hindrance !== undefined) {
    fields.push({ name: words('status.trouble'), value: words(`conversation.${hindrance}`) });
  }
  if (trouble !== undefined) {
    fields.push({ name: words('status.trouble'), value: troubleSentence(words, trouble) });
  }
  return fields;
}

function inline(name: string, value: string): APIEmbedField {
  return { name, value, inline: true };
}

function milliseconds(ms: number | undefined, words: Words): string {
  return ms === undefined ? words('status.notMeasured') : `${Math.round(ms)} ms`;
}

function heard(all: string[], words: Words): string {
  if (all.length === 0) return words('status.nobodyYet');
  const names = all.slice(0, MAX_HEARD_NAMES).map(safeName).join(', ');
  const more = all.length - MAX_HEARD_NAMES;
  return more > 0 ? words('status.andMore', { names, more }) : names;
}

function tokens(usage: TokenUsage | undefined, words: Words): string {
  if (usage === undefined) return words('status.noneYet');
  const { inputTextTokens, inputAudioTokens, outputTextTokens, outputAudioTokens } = usage;
  return words('status.tokensValue', {
    total: inputTextTokens + inputAudioTokens + outputTextTokens + outputAudioTokens,
    inText: inputTextTokens,
    inAudio: inputAudioTokens,
    cached: usage.cachedTextTokens + usage.cachedAudioTokens,
    outText: outputTextTokens,
    outAudio: outputAudioTokens,
  });
}
