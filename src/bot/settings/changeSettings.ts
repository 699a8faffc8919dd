import { TextInputStyle } from 'discord.js';
import { z } from 'zod';
import {
  botNameSchema,
  MAX_BOT_NAME_CHARACTERS,
  MAX_BOT_NAMES,
  type ServerChoices,
  serverSettings,
} from '../../store/serverSettings.ts';
import type { SettingsChange } from '../../store/settingsBook.ts';
import { LIMIT_RANGES } from '../../store/spendingLimits.ts';
import type { CommandCall, ComponentUse, Deed } from '../commandContract.ts';
import { mayUse } from '../mayUse.ts';
import type { MessageView } from '../messageView.ts';
import { keptSentence, linesLost } from './keptLines.ts';
import { limitForm, limitSetting, mostOf, parseLimit } from './limitForm.ts';
import { SETTING_IDS, SettingFields, type SettingId } from './settingFields.ts';
import { SETTINGS_IDS, settingsView } from './settingsView.ts';

const NAMES_INPUT = 'names';

const namesSchema = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(botNameSchema).min(1).max(MAX_BOT_NAMES));

/** May this person change how the bot behaves here? */
export function maySet(deed: ComponentUse | CommandCall): Promise<boolean> {
  return mayUse(deed, 'settings');
}

/** The panel as things are now. */
export async function panelOf(
  { words, bot }: Pick<Deed, 'words' | 'bot'>,
  guildId: string,
  state: { picked?: SettingId; notice?: string } = {},
): Promise<MessageView> {
  const settings = await bot.settings.settingsOf(guildId);
  const undoable = await bot.settings.undoable(guildId);
  return settingsView({
    ...state,
    settings,
    undoable,
    ...(state.picked === 'keepTranscriptDays' ? { losses: await linesLost(bot, guildId, settings) } : {}),
    words,
    fields: new SettingFields(bot.config, settings, words),
  });
}

/** Somebody picked what to change: shows how, or asks for it in a form. */
export async function pickSetting(use: ComponentUse): Promise<void> {
  const picked = settingId(use.values[0]);
  if (!(await maySet(use))) return use.reply.tell(use.words('settings.notAllowed'));
  const limit = limitSetting(picked);
  if (picked !== 'botNames' && limit === undefined) return show(use, picked === undefined ? {} : { picked });
  const { words, bot, interaction, reply } = use;
  const settings = await bot.settings.settingsOf(interaction.guildId);
  if (limit !== undefined) return reply.ask(limitForm(limit.id, settings, words));
  const { botNames = bot.config.turns.botNames } = settings;
  await reply.ask({
    customId: SETTINGS_IDS.names,
    title: words('settings.namesTitle'),
    inputs: [
      {
        customId: NAMES_INPUT,
        label: words('settings.namesLabel'),
        style: TextInputStyle.Short,
        value: botNames.join(', '),
        maxLength: MAX_BOT_NAMES * (MAX_BOT_NAME_CHARACTERS + 2),
      },
    ],
  });
}

/** The form with the bot's names was sent. */
export async function setNames(use: ComponentUse): Promise<void> {
  const parsed = namesSchema.safeParse(use.fields[NAMES_INPUT]);
  if (parsed.success) return apply(use, 'botNames', { botNames: parsed.data });
  const limits = { most: MAX_BOT_NAMES, length: MAX_BOT_NAME_CHARACTERS };
  await use.reply.tell(use.words('settings.notNames', limits));
}

/** The form of a limit was sent. */
export async function setLimit(use: ComponentUse): Promise<void> {
  const { bot, words, reply } = use;
  const limit = limitSetting(use.argument);
  if (limit === undefined) return show(use, {});
  const everywhere = bot.config.money.limits[limit.scope];
  const set = parseLimit(use.fields, everywhere);
  if (set !== undefined) return apply(use, limit.id, { [limit.id]: set === 'none' ? undefined : set });
  const range = {
    leastUsd: LIMIT_RANGES.usd.least,
    mostUsd: mostOf('usd', everywhere),
    leastMinutes: LIMIT_RANGES.minutes.least,
    mostMinutes: mostOf('minutes', everywhere),
  };
  await reply.tell(words('settings.notLimit', range));
}

/** A value was chosen. */
export async function setValue(use: ComponentUse): Promise<void> {
  const id = settingId(use.argument);
  const { bot, words, interaction, values } = use;
  if (id === undefined) return show(use, {});
  if (id === 'allowedRoleIds' || id === 'allowedChannelIds') return apply(use, id, { [id]: [...values] });
  if (id === 'transcriptChannelId') return apply(use, id, { transcriptChannelId: values[0] });
  const settings = await bot.settings.settingsOf(interaction.guildId);
  const change = new SettingFields(bot.config, settings, words).change(id, values[0] ?? '');
  // The panel may be old: what was offered then is perhaps gone.
  if (change === undefined) return show(use, { picked: id, notice: words('settings.gone') });
  return apply(use, id, change);
}

/** Back to what holds without a choice. */
export async function resetValue(use: ComponentUse): Promise<void> {
  const id = settingId(use.argument);
  return id === undefined ? show(use, {}) : apply(use, id, { [id]: undefined });
}

/** Takes the server's newest change back. */
export async function undoSetting(use: ComponentUse): Promise<void> {
  const { bot, words, interaction } = use;
  if (!(await maySet(use))) return use.reply.tell(words('settings.notAllowed'));
  const undone = await bot.settings.undo(interaction.guildId);
  if (undone === undefined) return show(use, { notice: words('settings.nothingToUndo') });
  const kept = await keptSentence(use, undone);
  return show(use, { notice: [undoneSentence(use, undone), ...kept].join(' ') });
}

/** What was taken back, and what holds again. */
export function undoneSentence({ bot, words }: ComponentUse, { before, after }: SettingsChange): string {
  const fields = new SettingFields(bot.config, serverSettings(after), words);
  const changed = SETTING_IDS.filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));
  const settings = changed.map((id) => `**${words(`settings.${id}`)}**: ${fields.shown(id)}`).join(', ');
  return settings === '' ? words('settings.undoneOther') : words('settings.undone', { settings });
}

async function apply(use: ComponentUse, id: SettingId, change: ServerChoices): Promise<void> {
  const { bot, words, interaction } = use;
  if (!(await maySet(use))) return use.reply.tell(words('settings.notAllowed'));
  const made = await bot.settings.change(interaction.guildId, interaction.user.id, () => change);
  const value = new SettingFields(bot.config, serverSettings(made.after), words).shown(id);
  const changed = words('settings.changed', { setting: words(`settings.${id}`), value });
  const kept = await keptSentence(use, made);
  return show(use, { picked: id, notice: [changed, ...kept].join(' ') });
}

async function show(use: ComponentUse, state: { picked?: SettingId; notice?: string }): Promise<void> {
  await use.reply.update(await panelOf(use, use.interaction.guildId, state));
}

function settingId(text: string | undefined): SettingId | undefined {
  return SETTING_IDS.find((id) => id === text);
}
