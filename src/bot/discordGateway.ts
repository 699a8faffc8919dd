import { type Client, type Guild, Status } from 'discord.js';
import type { Person } from '../host/messages.ts';
import type { GuildGateway, GuildVoiceLink, GuildVoiceListener } from './guildGateway.ts';
import { type VoiceHindrance, voiceHindrance } from './voiceHindrance.ts';

/**
 * Discord by discord.js. Voice payloads come through `guild.voiceAdapterCreator`: it is the published seam for exactly
 * this (what @discordjs/voice is given elsewhere) and passes on only the bot's own state; raw events would bring every
 * packet of every guild through here, before discord.js itself has seen it.
 */
export class DiscordGateway implements GuildGateway {
  readonly #client: Client<true>;
  readonly #preferredName: (userId: string, guildId: string) => string | undefined;
  /** Voice states that wait for their shard; the newest of a guild says it all. */
  readonly #waiting = new Map<string, unknown>();

  /** @param preferredName what somebody wants to be called, where that is known */
  constructor(
    client: Client<true>,
    preferredName: (userId: string, guildId: string) => string | undefined = () => undefined,
  ) {
    this.#client = client;
    this.#preferredName = preferredName;
  }

  get botUserId(): string {
    return this.#client.user.id;
  }

  attachVoice(guildId: string, listener: GuildVoiceListener): GuildVoiceLink {
    const guild = this.#client.guilds.cache.get(guildId);
    const adapter = guild?.voiceAdapterCreator({
      onVoiceStateUpdate: (data) => listener.onVoiceStateUpdate(data),
      onVoiceServerUpdate: (data) => listener.onVoiceServerUpdate(data),
      // Called for a guild that is gone and for a shard that is: these events tell apart which, the directory hears them.
      destroy: () => undefined,
    });
    return {
      send: (payload) => this.#send(guildId, payload),
      detach: () => adapter?.destroy(),
    };
  }

  localeOf(guildId: string): string | undefined {
    return this.#client.guilds.cache.get(guildId)?.preferredLocale;
  }

  peopleIn(guildId: string, channelId: string): Person[] {
    const guild = this.#client.guilds.cache.get(guildId);
    if (guild === undefined) return [];
    return [...guild.voiceStates.cache.values()]
      .filter((state) => state.channelId === channelId && state.id !== this.#client.user.id)
      .map((state) => ({
        userId: state.id,
        displayName: this.#preferredName(state.id, guildId) ?? state.member?.displayName ?? 'somebody',
        bot: state.member?.user.bot ?? false,
      }));
  }

  hindranceIn(guildId: string): VoiceHindrance | undefined {
    return voiceHindrance(this.#client.guilds.cache.get(guildId)?.members.me ?? null);
  }

  /** The shard is there again: what waited for it goes out. */
  shardReady(shardId: number): void {
    for (const [guildId, payload] of [...this.#waiting]) {
      if (this.#client.guilds.cache.get(guildId)?.shardId === shardId) this.#send(guildId, payload);
    }
  }

  #send(guildId: string, payload: unknown): void {
    this.#waiting.delete(guildId);
    const guild = this.#client.guilds.cache.get(guildId);
    // Out of the guild there is no voice to change.
    if (guild === undefined) return;
    if (isShardReady(guild)) guild.shard.send(payload);
    else this.#waiting.set(guildId, payload);
  }
}

function isShardReady(guild: Guild): boolean {
  return guild.shard.status === Status.Ready;
}
