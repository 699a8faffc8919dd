import { InteractionContextType, PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { localised } from '../src/bot/localised.ts';
import {
  panelOf,
  pickSetting,
  resetValue,
  setLimit,
  setNames,
  setValue,
  undoSetting,
} from '../src/bot/settings/changeSettings.ts';
import { SETTINGS_IDS } from '../src/bot/settings/settingsView.ts';

/** Shows and changes how the bot behaves in the server. */
export default {
  data: localised(new SlashCommandBuilder(), 'settings.name', 'settings.description')
    .setContexts(InteractionContextType.Guild)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .toJSON(),

  cooldown: 'noneForManagers',

  run: async (call) => {
    await call.reply.tell(await panelOf(call, call.interaction.guildId));
  },

  components: {
    [SETTINGS_IDS.pick]: pickSetting,
    [SETTINGS_IDS.value]: setValue,
    [SETTINGS_IDS.names]: setNames,
    [SETTINGS_IDS.limit]: setLimit,
    [SETTINGS_IDS.reset]: resetValue,
    [SETTINGS_IDS.undo]: undoSetting,
  },
} satisfies Command;
