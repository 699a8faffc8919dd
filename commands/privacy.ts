import { InteractionContextType, SlashCommandBuilder, type SlashCommandSubcommandBuilder } from 'discord.js';
import type { ButtonPress, Command, CommandCall, Deed } from '../src/bot/commandContract.ts';
import { CONSENT_BUTTON } from '../src/bot/consentView.ts';
import { forgetPerson } from '../src/bot/forgetPerson.ts';
import { localised } from '../src/bot/localised.ts';
import { textView } from '../src/bot/messageView.ts';
import { DELETE_BUTTON, deletedText, deleteView, privacyView } from '../src/bot/privacyView.ts';
import type { ConsentDecision } from '../src/store/consentBook.ts';
import { PersonalData } from '../src/store/personalData.ts';
import { localisationsOf, wordsIn } from '../src/words/wordsFor.ts';

/** Everybody decides for themself whether they are heard, and what of them is kept. */
export default {
  data: localised(new SlashCommandBuilder(), 'privacy.name', 'privacy.description')
    .setContexts(InteractionContextType.Guild)
    .addSubcommand((sub) => withPlace(localised(sub, 'privacy.outName', 'privacy.outDescription')))
    .addSubcommand((sub) => withPlace(localised(sub, 'privacy.inName', 'privacy.inDescription')))
    .addSubcommand((sub) => localised(sub, 'privacy.showName', 'privacy.showDescription'))
    .addSubcommand((sub) => localised(sub, 'privacy.exportName', 'privacy.exportDescription'))
    .addSubcommand((sub) => localised(sub, 'privacy.deleteName', 'privacy.deleteDescription'))
    .toJSON(),

  cooldown: 'none',

  run: async (call: CommandCall): Promise<void> => {
    switch (call.interaction.options.getSubcommand()) {
      case 'out':
        return decide(call, 'refused');
      case 'in':
        return decide(call, 'agreed');
      case 'export':
        return sendExport(call);
      case 'delete':
        return call.reply.tell(deleteView(call.words));
      default:
        return show(call);
    }
  },

  buttons: {
    [CONSENT_BUTTON]: async (press: ButtonPress): Promise<void> => {
      const { interaction, argument } = press;
      await decideHere(
        press,
        interaction.guildId,
        interaction.user.id,
        argument === 'yes' ? 'agreed' : 'refused',
      );
    },
    [DELETE_BUTTON]: async ({ interaction, reply, words, bot }: ButtonPress): Promise<void> => {
      await reply.update(textView(deletedText(await forgetPerson(bot, interaction.user.id), words)));
    },
  },
} satisfies Command;

function withPlace(sub: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder {
  const english = wordsIn('en');
  return sub.addStringOption((option) =>
    localised(option, 'privacy.whereName', 'privacy.whereDescription').addChoices(
      { name: english('privacy.here'), name_localizations: localisationsOf('privacy.here'), value: 'here' },
      {
        name: english('privacy.everywhere'),
        name_localizations: localisationsOf('privacy.everywhere'),
        value: 'everywhere',
      },
    ),
  );
}

async function decide(call: CommandCall, decision: ConsentDecision): Promise<void> {
  const { interaction, reply, words, bot } = call;
  const userId = interaction.user.id;
  if (interaction.options.getString('where') !== 'everywhere')
    return decideHere(call, interaction.guildId, userId, decision);
  await bot.consents.decideEverywhere(userId, decision);
  if (decision === 'refused') bot.tools.spoken.forgetPerson(userId);
  await bot.directory.consentChanged();
  await reply.tell(words(decision === 'agreed' ? 'privacy.inEverywhere' : 'privacy.outEverywhere'));
}

/** What is answered is true by then: their sound is dropped from the next packet on. */
async function decideHere(
  { reply, words, bot }: Deed,
  guildId: string,
  userId: string,
  decision: ConsentDecision,
): Promise<void> {
  await bot.consents.decideHere(guildId, userId, decision);
  if (decision === 'refused') bot.tools.spoken.forgetPerson(userId, guildId);
  await bot.directory.consentChanged();
  await reply.tell(words(decision === 'agreed' ? 'privacy.inHere' : 'privacy.outHere'));
}

async function show({ interaction, reply, words, bot }: CommandCall): Promise<void> {
  const { guildId, user } = interaction;
  const record = await new PersonalData(bot.store).of(user.id);
  const consent = await bot.consents.of(guildId, user.id);
  await reply.tell(privacyView(record, consent, await bot.settings.settingsOf(guildId), words));
}

async function sendExport({ interaction, reply, words, bot }: CommandCall): Promise<void> {
  const record = await new PersonalData(bot.store).of(interaction.user.id);
  const saidToday = bot.tools.spoken.ofPerson(interaction.user.id);
  const file = Buffer.from(
    JSON.stringify({ userId: interaction.user.id, ...record, saidToday }, undefined, 2),
  );
  await reply.tell(words('privacy.exported'), [{ name: 'parley-privacy.json', attachment: file }]);
}
