import type {
  AnySelectMenuInteraction,
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  ModalSubmitInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Money } from '../money/money.ts';
import type { Logger } from '../observe/logger.ts';
import type { ConsentBook } from '../store/consentBook.ts';
import type { PersonalBook } from '../store/personalBook.ts';
import type { SettingsBook } from '../store/settingsBook.ts';
import type { Store } from '../store/store.ts';
import type { ToolServices } from '../tools/toolCalls.ts';
import type { Words } from '../words/words.ts';
import type { CommandAccess } from './commandAccess.ts';
import type { ConversationDirectory } from './conversationDirectory.ts';
import type { Cooldown } from './cooldowns.ts';
import type { InteractionReply } from './interactionReply.ts';
import type { LoopLag } from './loopLag.ts';
import type { MinutesBook } from './minutesBook.ts';
import type { StatusBoard } from './statusBoard.ts';
import type { TranscriptBook } from './transcript/transcriptBook.ts';
import type { TranscriptKeeper } from './transcript/transcriptKeeper.ts';
import type { TranscriptPages } from './transcript/transcriptPages.ts';

/** What commands may use of the bot. */
export interface BotServices {
  directory: ConversationDirectory;
  board: StatusBoard;
  config: Pick<Config, 'model' | 'turnMode' | 'turns' | 'endings' | 'money'>;
  store: Store;
  settings: SettingsBook;
  /** Who may use which command, as Discord has it. */
  access: CommandAccess;
  consents: ConsentBook;
  people: PersonalBook;
  tools: ToolServices;
  money: Money;
  transcripts: TranscriptBook;
  transcriptKeeper: TranscriptKeeper;
  transcriptPages: TranscriptPages;
  minutes: MinutesBook;
  clock: Clock;
  /** How late this process runs. */
  lag: Pick<LoopLag, 'p99Ms' | 'isTooLate'>;
  log: Logger;
}

/** What comes with everything a person does. */
export interface Deed {
  /** The only way to answer: it acknowledges in time by itself. */
  reply: InteractionReply;
  /** For what the person alone reads. */
  words: Words;
  /** For what everybody in the channel reads. */
  serverWords: Words;
  bot: BotServices;
}

/** One use of a slash command, in a server the bot is in. */
export interface CommandCall extends Deed {
  interaction: ChatInputCommandInteraction<'cached'>;
}

/** One press of a button, in a server the bot is in. */
export interface ButtonPress extends Deed {
  interaction: ButtonInteraction<'cached'>;
  /** The custom id behind `NAME:`. */
  argument: string;
}

/** Somebody is typing an option that has suggestions. */
export interface Completion extends Pick<Deed, 'words' | 'bot'> {
  interaction: AutocompleteInteraction<'cached'>;
}

/** One use of a menu, a button or a form, in a server the bot is in. */
export interface ComponentUse extends Deed {
  interaction:
    | AnySelectMenuInteraction<'cached'>
    | ButtonInteraction<'cached'>
    | ModalSubmitInteraction<'cached'>;
  /** The custom id behind `NAME:`. */
  argument: string;
  /** What was chosen in a menu; ids for roles and channels. */
  values: readonly string[];
  /** What was written into a form, by its inputs' custom ids. Untrusted text. */
  fields: Readonly<Record<string, string>>;
}

/**
 * A slash command: one a file in `commands/`, its default export. All commands are of a server: where they are used
 * elsewhere anyway, the dispatch refuses. Whatever is thrown becomes a reply.
 */
export interface Command {
  data: RESTPostAPIChatInputApplicationCommandsJSONBody;
  run(call: CommandCall): Promise<void>;
  /** How often one person may use it; left out: as often as is usual. What must always work has none. */
  cooldown?: Cooldown | 'none' | 'noneForManagers';
  /** Buttons of this command's messages; the custom id is the name here, `:`, and an argument. */
  buttons?: Record<string, (press: ButtonPress) => Promise<void>>;
  /** Menus, forms and the buttons beside them, named as `buttons` are. */
  components?: Record<string, (use: ComponentUse) => Promise<void>>;
  /** Suggestions for the option that is being typed, 25 at the most. */
  complete?(completion: Completion): Promise<{ name: string; value: string }[]>;
}
