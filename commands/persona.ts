import {
  InteractionContextType,
  PermissionFlagsBits,
  SlashCommandBuilder,
  type SlashCommandStringOption,
} from 'discord.js';
import type { Command } from '../src/bot/commandContract.ts';
import { localised } from '../src/bot/localised.ts';
import {
  addPersona,
  askForPersona,
  deletePersona,
  editPersona,
  listPersonas,
  suggestPersonas,
  undoPersona,
  usePersona,
} from '../src/bot/settings/personaDeeds.ts';
import { PERSONA_IDS } from '../src/bot/settings/personaView.ts';
import { MAX_PERSONA_NAME_CHARACTERS } from '../src/store/serverSettings.ts';

const which = (option: SlashCommandStringOption) =>
  localised(option, 'persona.whichName', 'persona.whichDescription').setRequired(true).setAutocomplete(true);

/** Who the bot is in the server. */
export default {
  data: localised(new SlashCommandBuilder(), 'persona.name', 'persona.description')
    .setContexts(InteractionContextType.Guild)
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) => localised(sub, 'persona.listName', 'persona.listDescription'))
    .addSubcommand((sub) =>
      localised(sub, 'persona.useName', 'persona.useDescription').addStringOption(which),
    )
    .addSubcommand((sub) =>
      localised(sub, 'persona.addName', 'persona.addDescription').addStringOption((option) =>
        localised(option, 'persona.calledName', 'persona.calledDescription')
          .setRequired(true)
          .setMaxLength(MAX_PERSONA_NAME_CHARACTERS),
      ),
    )
    .addSubcommand((sub) =>
      localised(sub, 'persona.editName', 'persona.editDescription').addStringOption(which),
    )
    .addSubcommand((sub) =>
      localised(sub, 'persona.deleteName', 'persona.deleteDescription').addStringOption(which),
    )
    .toJSON(),

  cooldown: 'noneForManagers',

  run: (call) => {
    const { options } = call.interaction;
    switch (options.getSubcommand()) {
      case 'use':
        return usePersona(call, options.getString('persona', true));
      case 'add':
        return askForPersona(call, { name: options.getString('name', true) });
      case 'edit':
        return askForPersona(call, { persona: options.getString('persona', true) });
      case 'delete':
        return deletePersona(call, options.getString('persona', true));
      default:
        return listPersonas(call);
    }
  },

  complete: suggestPersonas,

  components: {
    [PERSONA_IDS.add]: addPersona,
    [PERSONA_IDS.edit]: editPersona,
    [PERSONA_IDS.undo]: undoPersona,
  },
} satisfies Command;
