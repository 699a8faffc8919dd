import type { Client } from 'discord.js';
import type { ParleyError } from '../errors.ts';
import { openMoney } from '../money/money.ts';
import { SettingsBook } from '../store/settingsBook.ts';
import { openToolBox } from '../tools/toolBox.ts';
import { createClient, type Leaving, leaveDiscord, logIn } from './botClient.ts';
import type { BotOptions } from './botOptions.ts';
import { comeBack } from './comeBack.ts';
import type { BotServices } from './commandContract.ts';
import { deliverReminder } from './deliverReminder.ts';
import { Dispatch } from './dispatch.ts';
import { gatewayClosed } from './gatewayClosed.ts';
import { listenToGateway } from './gatewayEvents.ts';
import { COMMANDS_FOLDER, loadCommands } from './loadCommands.ts';
import { makeKnown } from './makeKnown.ts';
import { makeServices, type Opened } from './makeServices.ts';
import { SHIPPED_PERSONAS } from './shippedPersonas.ts';

/** How long stopping waits for the last states to be shown to people. */
const FAREWELL_MS = 5000;

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

/** Logs in and serves people, with everything that was opened for it. */
async function serve(options: BotOptions, opened: Opened): Promise<Bot> {
  const { commands, tools, money } = opened;
  const { config, clock, log, now = () => new Date() } = options;
  const loggingIn = createClient(config.discord, log);
  const closed = gatewayClosed(loggingIn);
  const { token } = config.discord;
  const client = await logIn(loggingIn, { token, clock, closed, signal: options.signal });
  const { services, gateway, actions, keeper, openConversations } = makeServices(client, options, opened);
  const { directory, transcriptKeeper } = services;
  const dispatch = new Dispatch(commands, services);
  listenToGateway(client, gateway, dispatch, services);
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
