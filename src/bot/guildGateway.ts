import type { Person } from '../host/messages.ts';
import type { VoiceHindrance } from './voiceHindrance.ts';

/** What a guild's voice gateway tells the conversation that uses it. Payloads are Discord's own, plain data. */
export interface GuildVoiceListener {
  onVoiceStateUpdate(data: unknown): void;
  onVoiceServerUpdate(data: unknown): void;
}

/** One conversation's use of its guild's voice gateway. */
export interface GuildVoiceLink {
  /** Sends op 4 on the guild's shard; while that reconnects the newest payload waits for it. */
  send(payload: unknown): void;
  /** Stops listening. What was sent still goes out. */
  detach(): void;
}

/** Discord as the conversations see it, with no object of discord.js in sight. */
export interface GuildGateway {
  readonly botUserId: string;
  attachVoice(guildId: string, listener: GuildVoiceListener): GuildVoiceLink;
  /** The guild's own language, as Discord's locale; `undefined`: not known. */
  localeOf(guildId: string): string | undefined;
  /** Who is in the voice channel, the bot itself left out. */
  peopleIn(guildId: string, channelId: string): Person[];
  /** What keeps the bot from hearing or being heard in the guild's voice channel that it is in. */
  hindranceIn(guildId: string): VoiceHindrance | undefined;
}
