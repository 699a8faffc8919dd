import { type ServerSettings, serverSettings } from '../../store/serverSettings.ts';
import type { SettingsChange } from '../../store/settingsBook.ts';
import type { BotServices, ComponentUse } from '../commandContract.ts';
import { KEEP_DAYS } from './settingFields.ts';

/** How many lines of kept transcripts each choice deletes at once, by its value; choices that delete none are left out. */
export async function linesLost(
  { transcriptKeeper }: Pick<BotServices, 'transcriptKeeper'>,
  guildId: string,
  { keepTranscriptDays }: Pick<ServerSettings, 'keepTranscriptDays'>,
): Promise<Map<string, number>> {
  const losses = new Map<string, number>();
  for (const days of KEEP_DAYS.filter((each) => each < keepTranscriptDays)) {
    const lines = await transcriptKeeper.linesBeyond(guildId, days);
    if (lines > 0) losses.set(String(days), lines);
  }
  return losses;
}

/**
 * Where transcripts are kept for fewer days from now on: deletes the rest, and says how much that was. Where they are kept for
 * more: says what does not come back. Otherwise nothing.
 */
export async function keptSentence(
  { bot, words, interaction }: Pick<ComponentUse, 'bot' | 'words' | 'interaction'>,
  change: SettingsChange,
): Promise<string[]> {
  const [before, after] = [change.before, change.after].map(serverSettings);
  if (before === undefined || after === undefined) return [];
  if (after.keepTranscriptDays > before.keepTranscriptDays) return [words('settings.keptFromNow')];
  if (after.keepTranscriptDays === before.keepTranscriptDays) return [];
  const count = await bot.transcriptKeeper.lowered(interaction.guildId);
  return [words('settings.deletedLines', { count })];
}
