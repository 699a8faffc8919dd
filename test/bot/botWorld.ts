import { type Bot, startBot } from '../../src/bot/bot.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import type { LocalChannel } from '../../src/offline/discord/localChannel.ts';
import { LocalDiscord } from '../../src/offline/discord/localDiscord.ts';
import type { LocalApplication, LocalGuild } from '../../src/offline/discord/localGuild.ts';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { ManualClock } from '../manualClock.ts';
import { ScriptedVoiceServer } from '../offline/discord/scriptedVoiceServer.ts';
import { ScriptedHost } from './scriptedHost.ts';

/** The bot on a local Discord: real REST and gateway, a voice half that the test plays, and a clock that it advances. */
export class BotWorld {
  readonly discord: LocalDiscord;
  readonly application: LocalApplication;
  readonly guild: LocalGuild;
  readonly text: LocalChannel;
  readonly lounge: LocalChannel;
  readonly ada: LocalPerson;
  /** In memory; it outlives the bot's process. */
  readonly store: Store;
  readonly host = new ScriptedHost();
  readonly clock = new ManualClock();
  #bot: Bot | undefined;
  #nowMs = Date.parse('2026-07-01T22:30:00Z');

  private constructor(discord: LocalDiscord, store: Store, privilegedIntents: number) {
    this.discord = discord;
    this.store = store;
    this.application = discord.addApplication({ name: 'Parley', privilegedIntents });
    this.guild = discord.addGuild({ name: 'House' });
    this.guild.install(this.application);
    this.text = this.guild.addTextChannel({ name: 'general' });
    this.lounge = this.guild.addVoiceChannel({ name: 'Lounge' });
    this.ada = this.guild.addPerson({ name: 'Ada' });
  }

  /** A world with a guild, and Ada in it, in no voice channel. The bot is not there yet. `privilegedIntents`: switched on for it. */
  static async open(privilegedIntents = 0): Promise<BotWorld> {
    return new BotWorld(
      await LocalDiscord.start({ voice: new ScriptedVoiceServer() }),
      await openStore({ kind: 'memory' }, silentLogger()),
      privilegedIntents,
    );
  }

  /** A world with the bot in it. */
  static async withBot(environment: Record<string, string> = {}): Promise<BotWorld> {
    const world = await BotWorld.open();
    await world.startBot(environment);
    return world;
  }

  config(environment: Record<string, string> = {}): Config {
    return loadConfig({
      DISCORD_TOKEN: this.application.botToken,
      DISCORD_API_URL: this.discord.apiUrl,
      OPENAI_API_KEY: 'sk-test',
      // Most tests of a restart ask what becomes of what is left behind.
      COME_BACK: 'false',
      ...environment,
    });
  }

  async startBot(
    environment: Record<string, string> = {},
    commandsFolder?: URL,
    signal?: AbortSignal,
  ): Promise<Bot> {
    this.#bot = await startBot({
      config: this.config(environment),
      host: this.host,
      store: this.store,
      clock: this.clock,
      lag: { p99Ms: 3, isTooLate: false },
      log: silentLogger(),
      now: () => new Date(this.#nowMs),
      ...(commandsFolder === undefined ? {} : { commandsFolder }),
      ...(signal === undefined ? {} : { signal }),
    });
    return this.#bot;
  }

  /** The time of day goes on; the bot's own clock is advanced apart. */
  later(ms: number): void {
    this.#nowMs += ms;
  }

  /** The bot's process dies with all it knew, and is started again. */
  async restartBot(environment: Record<string, string> = {}): Promise<void> {
    await this.stopBot();
    await this.startBot(environment);
  }

  /** Ada, in the lounge, has asked the bot in; the conversation listens. */
  async joined() {
    this.ada.setVoice(this.lounge.id);
    const command = this.ada.runCommand('join', {}, { channelId: this.text.id });
    const conversation = await this.host.opened();
    const message = await command.reply();
    conversation.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    return { command, conversation, message };
  }

  /** Stops everything; conversations that still run are ended by the voice half as it should. */
  async close(): Promise<void> {
    await this.stopBot();
    await this.discord.stop();
    await this.store.close();
  }

  /** Stops the bot; conversations that still run are ended by the voice half as it should. */
  async stopBot(): Promise<void> {
    if (this.#bot === undefined) return;
    this.host.onSend = (message) => {
      if (message.type !== 'close') return;
      this.host.as(message.conversationId).tell({ type: 'ended', reason: 'shutdown', trouble: undefined });
    };
    const stopped = this.#bot.stop();
    this.#bot = undefined;
    await advanceUntil(this.clock, stopped);
    this.host.onSend = undefined;
  }
}

/** Lets the bot's time run, in step with its real requests, until this has happened. */
export async function advanceUntil<Result>(
  clock: ManualClock,
  happened: Promise<Result>,
  stepMs = 100,
): Promise<Result> {
  let done = false;
  const settle = () => {
    done = true;
  };
  happened.then(settle, settle);
  while (!done) {
    clock.advance(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return happened;
}
