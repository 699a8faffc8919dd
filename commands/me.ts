import { ButtonStyle, ComponentType, InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command, ComponentUse } from '../src/bot/commandContract.ts';
import { localised } from '../src/bot/localised.ts';
import type { MessageView } from '../src/bot/messageView.ts';
import { safeName } from '../src/bot/safeName.ts';
import { MAX_PREFERRED_NAME_CHARACTERS, type PersonalChoices } from '../src/store/personalBook.ts';
import { LANGUAGE_TAGS, LANGUAGES } from '../src/words/languages.ts';
import type { Words } from '../src/words/words.ts';
import { languageOf, wordsFor, wordsIn } from '../src/words/wordsFor.ts';

/** The button that takes a choice back; its custom id is this, `:`, and what to forget. */
const FORGET = 'me-forget';

/** What a person wants to be called, and in which language they want to be answered. */
export default {
  data: localised(new SlashCommandBuilder(), 'me.name', 'me.description')
    .setContexts(InteractionContextType.Guild)
    .addStringOption((option) =>
      localised(option, 'me.calledName', 'me.calledDescription').setMaxLength(MAX_PREFERRED_NAME_CHARACTERS),
    )
    .addStringOption((option) =>
      localised(option, 'me.languageName', 'me.languageDescription').addChoices(
        ...LANGUAGE_TAGS.map((tag) => ({ name: LANGUAGES[tag].name, value: tag })),
      ),
    )
    .toJSON(),

  run: async (call) => {
    const { interaction, reply, words, bot } = call;
    const userId = interaction.user.id;
    const preferredName = interaction.options.getString('name') ?? undefined;
    const language = languageOf(interaction.options.getString('language'));
    let choices = await bot.people.of(userId);
    if (preferredName !== undefined || language !== undefined) {
      const wished = {
        ...choices,
        ...(preferredName === undefined ? {} : { preferredName }),
        ...(language === undefined ? {} : { language }),
      };
      if (!bot.people.valid(wished)) {
        return reply.tell(words('me.unnameable', { most: MAX_PREFERRED_NAME_CHARACTERS }));
      }
      choices = await bot.people.choose(userId, wished);
      bot.directory.peopleChanged(interaction.guildId);
    }
    // In the language that holds from now on.
    await reply.tell(view(language === undefined ? words : wordsIn(language), choices));
  },

  components: {
    [FORGET]: async (use: ComponentUse) => {
      const { interaction, argument, bot, reply } = use;
      const { preferredName, language } = await bot.people.of(interaction.user.id);
      const kept = argument === 'language' ? { preferredName } : { language };
      const choices = await bot.people.choose(interaction.user.id, kept);
      bot.directory.peopleChanged(interaction.guildId);
      await reply.update(view(wordsFor(choices.language ?? interaction.locale), choices));
    },
  },
} satisfies Command;

function view(words: Words, { preferredName, language }: PersonalChoices): MessageView {
  const tag = languageOf(language);
  const called =
    preferredName === undefined ? words('me.calledAsInServer') : `**${safeName(preferredName)}**`;
  const content = words('me.summary', {
    called,
    language: tag === undefined ? words('me.byDiscordLanguage') : LANGUAGES[tag].name,
  });
  const buttons = [
    ...(preferredName === undefined ? [] : [forget('preferredName', words('me.forgetCalled'))]),
    ...(tag === undefined ? [] : [forget('language', words('me.forgetLanguage'))]),
  ];
  const components =
    buttons.length === 0 ? [] : [{ type: ComponentType.ActionRow as const, components: buttons }];
  return { content, embeds: [], components };
}

function forget(what: keyof PersonalChoices, label: string) {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: `${FORGET}:${what}`,
  } as const;
}
