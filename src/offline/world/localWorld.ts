import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalChannel } from '../discord/localChannel.ts';
import { type GuildInput, LocalDiscord } from '../discord/localDiscord.ts';
import type { LocalApplication, LocalGuild, PersonInput, VoiceChannelInput } from '../discord/localGuild.ts';
import type { PermissionsInput } from '../discord/permissions.ts';
import { VoiceServer } from '../discord/voice/voiceServer.ts';
import { LocalRealtime, type LocalRealtimeOptions } from '../realtime/localRealtime.ts';
import { SPEECH_VOICES, type SpeechVoice } from '../speech/speech.ts';
import { BotProcess } from './botProcess.ts';
import { Talker } from './talker.ts';

/** What a bot may do in a guild unless a test says otherwise. */
const USUAL_PERMISSIONS: PermissionsInput = ['ViewChannel', 'SendMessages', 'Connect', 'Speak'];
/** The bot answers with the first of flite's voices; people get the others in turn. */
const PEOPLE_VOICES = SPEECH_VOICES.filter((voice) => voice !== 'slt');

export interface LocalWorldOptions {
  realtime?: LocalRealtimeOptions;
  guildName?: string;
  /** The guild's locale. */
  locale?: string;
  /** Bits of the privileged intents that are switched on for the bot. */
  privilegedIntents?: number;
}

/** Climbs from `src` or `dist/src` to the folder with `package.json`. */
function builtEntry(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const [root = here] = here.split(/[\\/](?:dist[\\/])?src[\\/]offline/);
  return join(root, 'dist', 'src', 'main.js');
}

/**
 * A whole world on this machine: a Discord with a guild, a Realtime server, people, and the real bot as a process of its own.
 * Everything in it is made through the real protocols; only the network card is missing.
 */
export class LocalWorld {
  readonly discord: LocalDiscord;
  readonly voice: VoiceServer;
  readonly model: LocalRealtime;
  readonly guild: LocalGuild;
  readonly application: LocalApplication;
  readonly #folder = mkdtempSync(join(tmpdir(), 'parley-world-'));
  readonly #talkers: Talker[] = [];
  readonly #bots: BotProcess[] = [];

  private constructor(parts: {
    discord: LocalDiscord;
    voice: VoiceServer;
    model: LocalRealtime;
    guild: GuildInput;
    privilegedIntents: number;
  }) {
    this.discord = parts.discord;
    this.voice = parts.voice;
    this.model = parts.model;
    this.guild = this.discord.addGuild(parts.guild);
    this.application = this.discord.addApplication({
      name: 'Parley',
      privilegedIntents: parts.privilegedIntents,
    });
    this.guild.install(this.application, { permissions: USUAL_PERMISSIONS });
    writeFileSync(this.#caFile, this.voice.caPem);
  }

  static async start(options: LocalWorldOptions = {}): Promise<LocalWorld> {
    const voice = await VoiceServer.start();
    const discord = await LocalDiscord.start({ voice });
    const model = await LocalRealtime.start(options.realtime);
    const { guildName = 'Parley’s workshop', locale, privilegedIntents = 0 } = options;
    const guild = { name: guildName, ...(locale === undefined ? {} : { locale }) };
    return new LocalWorld({ discord, voice, model, guild, privilegedIntents });
  }

  /** The bot's user id, by which people hear it. */
  get botId(): string {
    return this.application.botUserId;
  }

  /** The settings with which the bot finds this world. */
  get botEnvironment(): Record<string, string> {
    return {
      DISCORD_TOKEN: this.application.botToken,
      DISCORD_API_URL: this.discord.apiUrl,
      DISCORD_GUILD_ID: this.guild.id,
      REALTIME_URL: this.model.url,
      OPENAI_API_KEY: 'local-key',
    };
  }

  addVoiceChannel(input: VoiceChannelInput | string, guild: LocalGuild = this.guild): LocalChannel {
    return guild.addVoiceChannel(typeof input === 'string' ? { name: input } : input);
  }

  /** A person with a voice of their own. */
  addTalker(input: PersonInput | string, guild: LocalGuild = this.guild, voice?: SpeechVoice): Talker {
    const person = guild.addPerson(typeof input === 'string' ? { name: input } : input);
    const speechVoice = voice ?? PEOPLE_VOICES[this.#talkers.length % PEOPLE_VOICES.length] ?? 'slt';
    const talker = new Talker(person, { voice: this.voice, speech: this.model.speech, speechVoice });
    this.#talkers.push(talker);
    return talker;
  }

  /** Starts the bot without waiting for it; settings given here replace the usual ones. */
  launchBot(env: Record<string, string> = {}): BotProcess {
    const bot = BotProcess.launch({
      entry: builtEntry(),
      cwd: this.#folder,
      caFile: this.#caFile,
      env: { ...this.botEnvironment, ...env },
    });
    this.#bots.push(bot);
    return bot;
  }

  /** Starts the bot and resolves when people can use its commands. */
  startBot(env: Record<string, string> = {}): Promise<BotProcess> {
    return this.launchBot(env).ready();
  }

  /** Everybody goes home, the bot first. */
  async stop(): Promise<void> {
    await Promise.all(this.#bots.map((bot) => bot.stop()));
    await Promise.all(this.#talkers.map((talker) => talker.leaveVoice()));
    await this.discord.stop();
    await this.model.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #caFile(): string {
    return join(this.#folder, 'authority.pem');
  }
}
