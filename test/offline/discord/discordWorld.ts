import { Client, type ClientOptions, Events, GatewayIntentBits } from 'discord.js';
import { LocalDiscord, type LocalDiscordOptions } from '../../../src/offline/discord/localDiscord.ts';
import type { LocalApplication, LocalGuild } from '../../../src/offline/discord/localGuild.ts';
import { ScriptedVoiceServer } from './scriptedVoiceServer.ts';

/** A local Discord with one guild and one installed bot, and the discord.js clients that were opened on it. */
export class DiscordWorld {
  readonly discord: LocalDiscord;
  readonly voice: ScriptedVoiceServer;
  readonly application: LocalApplication;
  readonly guild: LocalGuild;
  readonly #clients: Client[] = [];

  private constructor(discord: LocalDiscord, voice: ScriptedVoiceServer) {
    this.discord = discord;
    this.voice = voice;
    this.application = discord.addApplication({ name: 'Parley' });
    this.guild = discord.addGuild({ name: 'House' });
    this.guild.install(this.application);
  }

  static async open(options: Omit<LocalDiscordOptions, 'voice'> = {}): Promise<DiscordWorld> {
    const voice = new ScriptedVoiceServer();
    return new DiscordWorld(await LocalDiscord.start({ voice, ...options }), voice);
  }

  /** A discord.js client that is ready: it has the guild in its cache. */
  async client(options: Partial<ClientOptions> = {}): Promise<Client<true>> {
    const client = this.unready(options);
    const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
    await client.login(this.application.botToken);
    return ready;
  }

  /** A discord.js client that has not logged in. */
  unready(options: Partial<ClientOptions> = {}): Client {
    const client = new Client({
      intents: [
        GatewayIntentBits.Guilds,
        GatewayIntentBits.GuildVoiceStates,
        GatewayIntentBits.GuildMessages,
      ],
      rest: { api: this.discord.apiUrl, version: '10' },
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.destroy()));
    await this.discord.stop();
  }
}

/** Resolves when that event comes, with its arguments. */
export function next<K extends keyof import('discord.js').ClientEvents>(
  client: Client,
  event: K,
  matches: (...args: import('discord.js').ClientEvents[K]) => boolean = () => true,
): Promise<import('discord.js').ClientEvents[K]> {
  return new Promise((resolve) => {
    const listener = (...args: import('discord.js').ClientEvents[K]): void => {
      if (!matches(...args)) return;
      client.off(event, listener);
      resolve(args);
    };
    client.on(event, listener);
  });
}
