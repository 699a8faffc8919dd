import {
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandSubcommandBuilder,
} from 'discord.js';
import type { Command, CommandCall } from '../src/bot/commandContract.ts';
import { pressToolAnswer } from '../src/bot/pressToolAnswer.ts';
import { TOOL_NO_BUTTON, TOOL_YES_BUTTON } from '../src/bot/questionView.ts';
import { toolListView, toolLogView } from '../src/bot/toolListView.ts';
import { ToolAuditStore } from '../src/store/toolAuditStore.ts';

/** The newest calls that fit into one message. */
const LOG_ROWS = 15;

/** Shows what the model can do here and for whom; admins switch each on or off, and see who had what done. */
export default {
  data: new SlashCommandBuilder()
    .setName('tools')
    .setDescription('See what I can do here, and switch it on or off')
    .setContexts(InteractionContextType.Guild)
    .addSubcommand((sub) => sub.setName('list').setDescription('What I can do here, and for whom'))
    .addSubcommand((sub) => withTool(sub.setName('on').setDescription('Let me do this here')))
    .addSubcommand((sub) => withTool(sub.setName('off').setDescription('Do not let me do this here')))
    .addSubcommand((sub) => sub.setName('log').setDescription('Who had what done here lately'))
    .toJSON(),

  run: async (call) => {
    const { interaction, reply, bot } = call;
    const subcommand = interaction.options.getSubcommand();
    if (subcommand === 'list') {
      const { registry, switches } = bot.tools;
      return reply.tell(toolListView(registry.all, switches.offIn(interaction.guildId)));
    }
    if (!interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
      return reply.tell('Only people who may manage this server (**Manage Server**) can do that.');
    }
    if (subcommand === 'log') {
      return reply.tell(
        toolLogView(await new ToolAuditStore(bot.store).newest(interaction.guildId, LOG_ROWS)),
      );
    }
    return switchTool(call, subcommand === 'on');
  },

  buttons: {
    [TOOL_YES_BUTTON]: (press) => pressToolAnswer(press, true),
    [TOOL_NO_BUTTON]: (press) => pressToolAnswer(press, false),
  },
} satisfies Command;

async function switchTool({ interaction, reply, bot }: CommandCall, on: boolean): Promise<void> {
  const name = interaction.options.getString('tool', true).trim();
  const { registry, switches } = bot.tools;
  if (registry.find(name) === undefined) {
    return reply.tell('There is no tool of that name. `/tools list` shows them all.');
  }
  await switches.set(interaction.guildId, name, on);
  const talking = bot.directory.ofGuild(interaction.guildId) !== undefined;
  if (!on) return reply.tell(`\`${name}\` is off here. \`/tools on\` brings it back.`);
  const hint = talking ? ' If I do not use it yet, have me leave and join again.' : '';
  return reply.tell(`\`${name}\` is on here.${hint}`);
}

function withTool(sub: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder {
  return sub.addStringOption((option) =>
    option
      .setName('tool')
      .setDescription('Its name, as /tools list shows it')
      .setRequired(true)
      .setMaxLength(64),
  );
}
