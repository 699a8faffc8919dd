import {
  type AnySelectMenuInteraction,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  ComponentType,
  type Interaction,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import { ParleyError } from '../errors.ts';
import type { Words } from '../words/words.ts';
import { wordsFor } from '../words/wordsFor.ts';
import type { BotServices, Command, Deed } from './commandContract.ts';
import { Cooldowns, USUAL_COOLDOWN } from './cooldowns.ts';
import { InteractionReply } from './interactionReply.ts';
import { loggableError } from './loggableError.ts';
import { troubleSentence } from './troubleSentence.ts';

const MS_PER_SECOND = 1000;

/** Brings interactions to their commands. Every one is answered, whatever happens. */
export class Dispatch {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #bot: BotServices;
  readonly #cooldowns: Cooldowns;
  readonly #running = new Set<Promise<void>>();

  constructor(commands: readonly Command[], bot: BotServices) {
    this.#commands = new Map(commands.map((command) => [command.data.name, command]));
    this.#bot = bot;
    this.#cooldowns = new Cooldowns(bot.clock);
  }

  /** Deals with an interaction; never rejects. */
  handle(interaction: Interaction): Promise<void> {
    const running = this.#handle(interaction).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  /** Resolves when what was begun is done. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #handle(interaction: Interaction): Promise<void> {
    const words = await this.#wordsOf(interaction);
    if (interaction.isAutocomplete()) return this.#complete(interaction, words);
    if (!interaction.isRepliable()) return;
    const { clock, log } = this.#bot;
    const reply = new InteractionReply(interaction, { words, clock, log });
    const deed: Deed = { reply, words, serverWords: wordsFor(interaction.guildLocale), bot: this.#bot };
    try {
      if (interaction.isChatInputCommand()) await this.#runCommand(interaction, deed);
      else if (interaction.isMessageComponent() || interaction.isModalSubmit())
        await this.#useComponent(interaction, deed);
      else await reply.tell(words(interaction.isCommand() ? 'bot.unknownCommand' : 'bot.unknownButton'));
      if (!reply.complete) throw new Error('a command ended without an answer');
    } catch (error) {
      log.warn({ err: loggableError(error) }, 'an interaction failed');
      await this.#apologise(deed, error);
    }
  }

  /** The language that the person has chosen, else that of their Discord. */
  async #wordsOf({ user, locale }: Interaction): Promise<Words> {
    try {
      const { language } = await this.#bot.people.of(user.id);
      return wordsFor(language ?? locale);
    } catch (error) {
      this.#bot.log.warn({ err: loggableError(error) }, 'what a person has chosen could not be read');
      return wordsFor(locale);
    }
  }

  /** No suggestion is no trouble: the person types on. */
  async #complete(interaction: AutocompleteInteraction, words: Words): Promise<void> {
    const command = this.#commands.get(interaction.commandName);
    try {
      const suggestions = interaction.inCachedGuild()
        ? await command?.complete?.({ interaction, words, bot: this.#bot })
        : undefined;
      await interaction.respond(suggestions ?? []);
    } catch (error) {
      this.#bot.log.debug({ err: loggableError(error) }, 'suggestions could not be given');
    }
  }

  async #runCommand(interaction: ChatInputCommandInteraction, deed: Deed): Promise<void> {
    const { reply, words } = deed;
    const command = this.#commands.get(interaction.commandName);
    if (command === undefined) await reply.tell(words('bot.unknownCommand'));
    else if (interaction.inCachedGuild()) {
      const waitMs = this.#waitMs(command, interaction);
      if (waitMs === 0) await command.run({ interaction, ...deed });
      else await reply.tell(words('bot.tooOften', { count: Math.ceil(waitMs / MS_PER_SECOND) }));
    } else await reply.tell(words(interaction.inGuild() ? 'bot.notAMember' : 'bot.onlyInServers'));
  }

  #waitMs(
    { data, cooldown = USUAL_COOLDOWN }: Command,
    { user, memberPermissions }: ChatInputCommandInteraction<'cached'>,
  ): number {
    if (cooldown === 'none') return 0;
    if (cooldown !== 'noneForManagers') return this.#cooldowns.use(user.id, data.name, cooldown);
    if (memberPermissions.has(PermissionFlagsBits.ManageGuild)) return 0;
    return this.#cooldowns.use(user.id, data.name, USUAL_COOLDOWN);
  }

  async #useComponent(
    interaction: MessageComponentInteraction | ModalSubmitInteraction,
    deed: Deed,
  ): Promise<void> {
    const { reply, words } = deed;
    const [name = '', ...rest] = interaction.customId.split(':');
    const argument = rest.join(':');
    const press = this.#named((command) => command.buttons, name);
    const use = this.#named((command) => command.components, name);
    if (press === undefined && use === undefined) await reply.tell(words('bot.unknownButton'));
    else if (!interaction.inCachedGuild()) await reply.tell(words('bot.onlyInServers'));
    else if (press !== undefined && interaction.isButton()) await press({ interaction, ...deed, argument });
    else if (use !== undefined && (interaction.isAnySelectMenu() || interaction.isButton()))
      await use({ interaction, ...deed, argument, values: valuesOf(interaction), fields: {} });
    else if (use !== undefined && interaction.isModalSubmit())
      await use({ interaction, ...deed, argument, values: [], fields: fieldsOf(interaction) });
    else await reply.tell(words('bot.unknownButton'));
  }

  #named<Handler>(
    of: (command: Command) => Record<string, Handler> | undefined,
    name: string,
  ): Handler | undefined {
    for (const command of this.#commands.values()) {
      const handlers = of(command);
      if (handlers !== undefined && Object.hasOwn(handlers, name)) return handlers[name];
    }
    return undefined;
  }

  /** An interaction that Discord has given up on cannot be answered: that is logged above, and all that can be done. */
  async #apologise({ reply, words }: Deed, error: unknown): Promise<void> {
    try {
      await reply.tell(
        error instanceof ParleyError
          ? troubleSentence(words, { code: error.code, sentence: error.tellPerson })
          : words('bot.failed'),
      );
    } catch (unanswered) {
      this.#bot.log.debug({ err: loggableError(unanswered) }, 'an interaction could not be answered');
    }
  }
}

function valuesOf(interaction: AnySelectMenuInteraction | ButtonInteraction): readonly string[] {
  return interaction.isButton() ? [] : interaction.values;
}

function fieldsOf({ fields }: ModalSubmitInteraction): Record<string, string> {
  return Object.fromEntries(
    [...fields.fields.values()].flatMap((field) =>
      field.type === ComponentType.TextInput ? [[field.customId, field.value]] : [],
    ),
  );
}
