import { type Client, Events } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { ParleyError } from '../errors.ts';
import type { ConversationHost, GatewayChange } from '../host/messages.ts';
import { type Money, openMoney } from '../money/money.ts';
import type { Logger } from '../observe/logger.ts';
import { ConsentBook } from '../store/consentBook.ts';
import { OpenConversationStore } from '../store/openConversationStore.ts';
import { PersonalBook } from '../store/personalBook.ts';
import { SettingsBook } from '../store/settingsBook.ts';
import type { Store } from '../store/store.ts';
import { openToolBox, type ToolBox } from '../tools/toolBox.ts';
import { createClient, type Leaving, leaveDiscord, logIn } from './botClient.ts';
import { comeBack } from './comeBack.ts';
import { CommandAccess } from './commandAccess.ts';
import type { BotServices, Command } from './commandContract.ts';
import { ConsentGate } from './consentGate.ts';
import { ConversationDirectory } from './conversationDirectory.ts';
import { ConversationKeeper } from './conversationKeeper.ts';
import { deliverReminder } from './deliverReminder.ts';
import { DiscordGateway } from './discordGateway.ts';
import { DiscordGuildActions } from './discordGuildActions.ts';
import { Dispatch } from './dispatch.ts';
import { gatewayClosed } from './gatewayClosed.ts';
import { COMMANDS_FOLDER, loadCommands } from './loadCommands.ts';
import { loggableError } from './loggableError.ts';
import { makeKnown } from './makeKnown.ts';
import { MinutesBook } from './minutesBook.ts';
import { SHIPPED_PERSONAS } from './shippedPersonas.ts';
import { becomeSpeaker } from './stageSpeaker.ts';
import { StatusBoard } from './statusBoard.ts';
import { ThreadReader } from './threadReader.ts';
import { TranscriptBook } from './transcript/transcriptBook.ts';
import { TranscriptKeeper } from './transcript/transcriptKeeper.ts';

/** How long stopping waits for the last states to be shown to people. */
const FAREWELL_MS = 3000;

/** What the gateway half is made with. */
export interface BotOptions {
  /** With `embedded`, `model.url` must be the running model's address by now. */
  config: Config;
  host: ConversationHost;
  /** Its owner's to close, afterwards. */
  store: Store;
  clock: Clock;
  /** How late the process runs. */
  lag: BotServices['lag'];
  log: Logger;
  /** Wall-clock time for the model's tools. */
  now?: () => Date;
  commandsFolder?: URL;
  /** Calls starting off while it waits for Discord. */
  signal?: AbortSignal;
}

/** The gateway half, running. */
export interface Bot {
  readonly userId: string;
  readonly applicationId: string;
  /**
   * Resolves when Discord has ended the session for good, such as for a token that was reset, with what to do about it in
   * its message. The conversations of that session are ending by then; the bot is still to be stopped.
   */
  readonly closed: Promise<ParleyError>;
  /** Ends every conversation, shows that, and leaves Discord. The host is its owner's to stop, afterwards. */
  stop(): Promise<Leaving>;
}

/**
 * Logs in to Discord, registers the commands and serves them; resolves when people can use them.
 * @throws ParleyError `config_invalid` or `discord_unreachable`, with what to do in its message; nothing is left running then.
 */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { config, clock, log } = options;
  const commands = await loadCommands(options.commandsFolder ?? COMMANDS_FOLDER);
  const settings = new SettingsBook(options.store, log);
  const now = options.now ?? (() => new Date());
  const money = openMoney({ ...options, ...config.money, now });
  const tools = await openToolBox({
    manner: { settings, personaIds: SHIPPED_PERSONAS.map(({ id }) => id) },
    settings: config.tools,
    nativeMcp: config.model.dialect === 'ga',
    store: options.store,
    clock,
    now,
    log,
  });
  try {
    return await serve(options, { commands, tools, settings, money });
  } catch (error) {
    await tools.stop();
    throw error;
  }
}

/** What is there before the bot is on Discord. */
interface Opened {
  commands: readonly Command[];
  tools: ToolBox;
  settings: SettingsBook;
  money: Money;
}

/** Logs in and serves people, with everything that was opened for it. */
async function serve(options: BotOptions, { commands, tools, settings, money }: Opened): Promise<Bot> {
  const { config, clock, log, now = () => new Date() } = options;
  const loggingIn = createClient(config.discord, log);
  const closed = gatewayClosed(loggingIn);
  const { token } = config.discord;
  const client = await logIn(loggingIn, { token, clock, closed, signal: options.signal });
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
  const actions = new DiscordGuildActions(client);
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
  const directory = new ConversationDirectory({
    host: options.host,
    gateway,
    actions,
    gate,
    transcripts: transcriptKeeper,
    settingsBook: settings,
    tools: tools.services,
    ledger: money.ledger,
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
    board: new StatusBoard(clock, log),
    store: options.store,
    settings,
    access: new CommandAccess(client, commands, log),
    consents,
    people,
    tools: tools.services,
    money,
    transcripts: new TranscriptBook(clock, log),
    transcriptKeeper,
    minutes: new MinutesBook(clock),
    config,
    clock,
    log,
  };
  const dispatch = new Dispatch(commands, services);
  listen(client, gateway, directory, dispatch, log);
  const reader = new ThreadReader(services);
  // Without the setting Discord sends no messages.
  client.on(Events.MessageCreate, (message) => void reader.read(message));
  try {
    await makeKnown(client, config, commands, log);
  } catch (error) {
    await leaveDiscord(client, clock);
    throw error;
  }
  await transcriptKeeper.start();
  tools.reminders.start((reminder) => deliverReminder(reminder, directory, actions));
  log.info({ guilds: client.guilds.cache.size, commands: commands.length }, 'Parley is on Discord');
  const returning = comeBack({ client, bot: services, store: openConversations, keeper, now });
  let stopping: Promise<Leaving> | undefined;
  return {
    userId: client.user.id,
    applicationId: client.application.id,
    closed,
    stop: () => {
      const settled = () => Promise.all([dispatch.settled(), returning, keeper.settled()]);
      // People are told goodbye first; what tools still do is not waited for.
      stopping ??= stop(client, services, settled).finally(async () => {
        await transcriptKeeper.stop();
        await money.ledger.stop();
        await tools.stop();
      });
      return stopping;
    },
  };
}

function listen(
  client: Client<true>,
  gateway: DiscordGateway,
  directory: ConversationDirectory,
  dispatch: Dispatch,
  log: Logger,
): void {
  const guildIdsOf = (shardId: number) =>
    [...client.guilds.cache.values()].filter((guild) => guild.shardId === shardId).map(({ id }) => id);
  const shardReady = (shardId: number, change: GatewayChange) => {
    for (const guildId of guildIdsOf(shardId)) directory.gatewayChanged(guildId, change);
    gateway.shardReady(shardId);
    // Who came and went while the shard was away is told by no event.
    for (const guildId of guildIdsOf(shardId)) directory.peopleChanged(guildId);
  };
  client.on(Events.InteractionCreate, (interaction) => void dispatch.handle(interaction));
  client.on(Events.VoiceStateUpdate, (oldState, newState) => {
    directory.peopleChanged(newState.guild.id);
    if (newState.id === client.user.id) void becomeSpeaker(oldState, newState, log);
  });
  client.on(Events.GuildMemberUpdate, (_, member) => directory.peopleChanged(member.guild.id));
  // What the bot may do where it is may have changed.
  client.on(Events.ChannelUpdate, (_, channel) => {
    if (!channel.isDMBased()) directory.peopleChanged(channel.guildId);
  });
  client.on(Events.GuildRoleUpdate, (_, role) => directory.peopleChanged(role.guild.id));
  client.on(Events.ChannelDelete, (channel) => {
    if (!channel.isDMBased()) directory.channelDeleted(channel.guildId, channel.id);
  });
  client.on(Events.GuildDelete, (guild) => directory.guildRemoved(guild.id));
  client.on(Events.ShardReconnecting, (shardId) => {
    for (const guildId of guildIdsOf(shardId)) directory.gatewayChanged(guildId, 'lost');
  });
  client.on(Events.ShardReady, (shardId) => shardReady(shardId, 'renewed'));
  client.on(Events.ShardResume, (shardId) => shardReady(shardId, 'resumed'));
  client.on(Events.ShardDisconnect, (_, shardId) => {
    for (const guildId of guildIdsOf(shardId)) directory.gatewayLost(guildId);
  });
}

async function stop(
  client: Client<true>,
  { directory, board, transcripts, minutes, clock }: BotServices,
  settled: () => Promise<unknown>,
): Promise<Leaving> {
  await directory.stop('shutdown');
  let cancel = () => {};
  const farewellOver = new Promise<void>((resolve) => {
    cancel = clock.after(FAREWELL_MS, resolve);
  });
  await Promise.race([Promise.all([board.settled(), transcripts.settled(), settled()]), farewellOver]);
  cancel();
  minutes.stop();
  const leaving = await leaveDiscord(client, clock);
  client.removeAllListeners();
  return leaving;
}
