import type { ButtonInteraction, ChatInputCommandInteraction, Interaction } from 'discord.js';
import { ParleyError } from '../errors.ts';
import type { BotServices, Command } from './commandContract.ts';
import { InteractionReply } from './interactionReply.ts';
import { loggableError } from './loggableError.ts';

const ONLY_IN_SERVERS = 'This works in a server only: use it in one whose voice channel you are in.';
const NOT_A_MEMBER = 'I am not a member of this server: ask somebody who manages it to invite me as a bot.';
const UNKNOWN_COMMAND = 'I do not know this command (any more). Reload Discord to see the ones I know.';
const UNKNOWN_BUTTON = 'I do not know this button (any more).';
const FAILED = 'Something went wrong inside me, and it was written to the log. Please try again.';

/** Brings interactions to their commands. Every one is answered, whatever happens. */
export class Dispatch {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #bot: BotServices;
  readonly #running = new Set<Promise<void>>();

  constructor(commands: readonly Command[], bot: BotServices) {
    this.#commands = new Map(commands.map((command) => [command.data.name, command]));
    this.#bot = bot;
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
    if (!interaction.isRepliable()) return;
    const { clock, log } = this.#bot;
    const reply = new InteractionReply(interaction, clock, log);
    try {
      if (interaction.isChatInputCommand()) await this.#runCommand(interaction, reply);
      else if (interaction.isButton()) await this.#pressButton(interaction, reply);
      else await reply.tell(interaction.isCommand() ? UNKNOWN_COMMAND : UNKNOWN_BUTTON);
      if (!reply.complete) throw new Error('a command ended without an answer');
    } catch (error) {
      log.warn({ err: loggableError(error) }, 'an interaction failed');
      await this.#apologise(reply, error);
    }
  }

  async #runCommand(interaction: ChatInputCommandInteraction, reply: InteractionReply): Promise<void> {
    const command = this.#commands.get(interaction.commandName);
    if (command === undefined) await reply.tell(UNKNOWN_COMMAND);
    else if (interaction.inCachedGuild()) await command.run({ interaction, reply, bot: this.#bot });
    else await reply.tell(interaction.inGuild() ? NOT_A_MEMBER : ONLY_IN_SERVERS);
  }

  async #pressButton(interaction: ButtonInteraction, reply: InteractionReply): Promise<void> {
    const [name = '', ...argument] = interaction.customId.split(':');
    const press = this.#button(name);
    if (press === undefined) await reply.tell(UNKNOWN_BUTTON);
    else if (!interaction.inCachedGuild()) await reply.tell(ONLY_IN_SERVERS);
    else await press({ interaction, reply, bot: this.#bot, argument: argument.join(':') });
  }

  #button(name: string) {
    for (const { buttons } of this.#commands.values()) {
      if (buttons !== undefined && Object.hasOwn(buttons, name)) return buttons[name];
    }
    return undefined;
  }

  /** An interaction that Discord has given up on cannot be answered: that is logged above, and all that can be done. */
  async #apologise(reply: InteractionReply, error: unknown): Promise<void> {
    try {
      await reply.tell(error instanceof ParleyError ? error.tellPerson : FAILED);
    } catch (unanswered) {
      this.#bot.log.debug({ err: loggableError(unanswered) }, 'an interaction could not be answered');
    }
  }
}
