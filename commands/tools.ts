import {
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import type { Command, CommandCall } from '../src/bot/commandContract.ts';
import { localised } from '../src/bot/localised.ts';
import { pressToolAnswer } from '../src/bot/pressToolAnswer.ts';
import { TOOL_NO_BUTTON, TOOL_YES_BUTTON } from '../src/bot/questionView.ts';
import { toolListView, toolLogView } from '../src/bot/toolListView.ts';
import { ToolAuditStore } from '../src/store/toolAuditStore.ts';

/** The newest calls that fit into one message. */
const LOG_ROWS = 15;

/** No tool has a longer name. */
const MAX_NAME = 64;

/** Shows what the model can do here and for whom; admins switch each on or off, and see who had what done. */
export default {
  data: localised(new SlashCommandBuilder(), 'tools.name', 'tools.description')
    .setContexts(InteractionContextType.Guild)
    .addSubcommand((sub) => localised(sub, 'tools.listName', 'tools.listDescription'))
    .addSubcommand((sub) => withTool(localised(sub, 'tools.onName', 'tools.onDescription')))
    .addSubcommand((sub) => withTool(localised(sub, 'tools.offName', 'tools.offDescription')))
    .addSubcommand((sub) => localised(sub, 'tools.logName', 'tools.logDescription'))
    .toJSON(),

  cooldown: 'noneForManagers',

  run: async (call) => {
    const { interaction, reply, words, bot } = call;
    const { guildId } = interaction;
    const subcommand = interaction.options.getSubcommand();
    if (subcommand === 'list') {
      const { registry, switches } = bot.tools;
      return reply.tell(toolListView(registry.all, switches.offIn(guildId), words));
    }
    if (!interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
      return reply.tell(words('tools.notAllowed'));
    }
    if (subcommand === 'log') {
      return reply.tell(toolLogView(await new ToolAuditStore(bot.store).newest(guildId, LOG_ROWS), words));
    }
    return switchTool(call, subcommand === 'on');
  },

  buttons: {
    [TOOL_YES_BUTTON]: (press) => pressToolAnswer(press, true),
    [TOOL_NO_BUTTON]: (press) => pressToolAnswer(press, false),
  },
} satisfies Command;

async function switchTool({ interaction, reply, words, bot }: CommandCall, on: boolean): Promise<void> {
  const tool = interaction.options.getString('tool', true).trim();
  const { guildId } = interaction;
  const { registry, switches } = bot.tools;
  if (registry.find(tool) === undefined) return reply.tell(words('tools.unknown'));
  await switches.set(guildId, tool, on);
  // A conversation that runs is to know at once what it can do.
  bot.directory.settingsChanged(guildId, await bot.settings.settingsOf(guildId));
  return reply.tell(on ? words('tools.isOn', { tool }) : words('tools.isOff', { tool }));
}

function withTool(sub: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder {
  return sub.addStringOption((option) =>
    localised(option, 'tools.toolName', 'tools.toolDescription').setRequired(true).setMaxLength(MAX_NAME),
  );
}
