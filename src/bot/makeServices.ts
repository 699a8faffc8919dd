import type { Client } from 'discord.js';
import type { Money } from '../money/money.ts';
import { ConsentBook } from '../store/consentBook.ts';
import { OpenConversationStore } from '../store/openConversationStore.ts';
import { PersonalBook } from '../store/personalBook.ts';
import type { SettingsBook } from '../store/settingsBook.ts';
import { TranscriptPageStore } from '../store/transcriptPageStore.ts';
import type { ToolBox } from '../tools/toolBox.ts';
import type { BotOptions } from './botOptions.ts';
import { CommandAccess } from './commandAccess.ts';
import type { BotServices, Command } from './commandContract.ts';
import { ConsentGate } from './consentGate.ts';
import { ConversationDirectory } from './conversationDirectory.ts';
import { ConversationKeeper } from './conversationKeeper.ts';
import { DiscordGateway } from './discordGateway.ts';
import { DiscordGuildActions } from './discordGuildActions.ts';
import { Farewell } from './farewell.ts';
import { loggableError } from './loggableError.ts';
import { MinutesBook } from './minutesBook.ts';
import { StatusBoard } from './statusBoard.ts';
import { DiscordTranscriptPlace } from './transcript/discordTranscriptPlace.ts';
import { TranscriptBook } from './transcript/transcriptBook.ts';
import { TranscriptKeeper } from './transcript/transcriptKeeper.ts';
import { TranscriptPages } from './transcript/transcriptPages.ts';

/** What is there before the bot is on Discord. */
export interface Opened {
  commands: readonly Command[];
  tools: ToolBox;
  settings: SettingsBook;
  money: Money;
}

/** What is made of it once the bot is on Discord. */
export interface Made {
  services: BotServices;
  gateway: DiscordGateway;
  actions: DiscordGuildActions;
  /** What a restart must not lose. */
  keeper: ConversationKeeper;
  openConversations: OpenConversationStore;
}

/** Makes what the commands and the conversations of a bot share. Nothing runs yet. */
export function makeServices(client: Client<true>, options: BotOptions, opened: Opened): Made {
  const { commands, tools, settings, money } = opened;
  const { config, clock, log, now = () => new Date() } = options;
  const people = new PersonalBook(options.store);
  const gateway = new DiscordGateway(client, (userId, guildId) => {
    const known = people.peek(userId);
    if (known === undefined) void learnName(userId, guildId);
    return known?.preferredName;
  });
  const learnName = async (userId: string, guildId: string) => {
    try {
      const { preferredName } = await people.of(userId);
      if (preferredName !== undefined) directory.peopleChanged(guildId);
    } catch (error) {
      log.warn({ err: loggableError(error) }, 'what a person wants to be called could not be read');
    }
  };
  const actions = new DiscordGuildActions(client, log);
  const consents = new ConsentBook(options.store);
  const openConversations = new OpenConversationStore(options.store);
  const keeper = new ConversationKeeper({ store: openConversations, enabled: config.comeBack, now, log });
  const gate = new ConsentGate(consents, settings);
  const { spoken } = tools.services;
  const transcriptKeeper = new TranscriptKeeper({
    store: options.store,
    settings,
    gate,
    spoken,
    clock,
    now,
    log,
  });
  const transcriptPages = new TranscriptPages({
    store: new TranscriptPageStore(options.store),
    keeper: transcriptKeeper,
    placeOf: (channelId) => new DiscordTranscriptPlace(client.rest, channelId),
    now,
    log,
  });
  const directory = new ConversationDirectory({
    host: options.host,
    gateway,
    actions,
    gate,
    transcripts: transcriptKeeper,
    settingsBook: settings,
    tools: tools.services,
    ledger: money.ledger,
    spending: { everywhere: config.money, reader: money.limits },
    config,
    keeper,
    clock,
    now,
    log,
  });
  settings.onChange((guildId, changed) => directory.settingsChanged(guildId, changed));
  const services: BotServices = {
    lag: options.lag,
    directory,
    board: new StatusBoard(new Farewell(client.rest, log), clock, log),
    store: options.store,
    settings,
    access: new CommandAccess(client, commands, log),
    consents,
    people,
    tools: tools.services,
    money,
    transcripts: new TranscriptBook(clock, log, transcriptPages),
    transcriptKeeper,
    transcriptPages,
    minutes: new MinutesBook(clock),
    config,
    clock,
    log,
  };
  return { services, gateway, actions, keeper, openConversations };
}
