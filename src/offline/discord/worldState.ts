import type { JsonObject } from './jsonObject.ts';

/** The locale of whoever has not chosen one, and of every guild that is no community. */
export const USUAL_LOCALE = 'en-US';

/** Under this key an application keeps its global commands; a guild's are under its id. */
export const GLOBAL_SCOPE = 'global';

/** An account: a person or a bot. */
export interface UserState {
  readonly id: string;
  readonly username: string;
  readonly globalName: string | null;
  readonly bot: boolean;
  /** What their Discord is set to. */
  readonly locale: string;
}

/** A registered application and its bot account. */
export interface ApplicationState {
  readonly id: string;
  readonly name: string;
  readonly botUserId: string;
  readonly token: string;
  /** Bits of the privileged intents that were switched on for it. */
  readonly privilegedIntents: number;
  /** Registered commands in wire form, by scope: a guild's id, or {@link GLOBAL_SCOPE}. */
  readonly commands: Map<string, JsonObject[]>;
  /** What the bot last said about itself (op 3, or Identify), in wire form. */
  presence: JsonObject | undefined;
}

export interface RoleState {
  readonly id: string;
  name: string;
  permissions: bigint;
  position: number;
  /** Set on the role that an application brought along. */
  readonly botUserId: string | undefined;
}

export interface OverwriteState {
  readonly id: string;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
}

export type ChannelKind = 'text' | 'voice' | 'stage' | 'thread';

/** What makes a channel a thread. */
export interface ThreadState {
  readonly parentId: string;
  readonly ownerId: string;
  readonly createdAt: string;
  readonly archiveAfterMinutes: number;
  archived: boolean;
  /** Only moderators may wake it. */
  locked: boolean;
}

export interface ChannelState {
  readonly id: string;
  readonly guildId: string;
  readonly kind: ChannelKind;
  name: string;
  position: number;
  /** 0: no limit. */
  userLimit: number;
  bitrate: number;
  rtcRegion: string | null;
  status: string | null;
  readonly overwrites: Map<string, OverwriteState>;
  /** The stage instance, while the stage is live. */
  stage: { readonly id: string; readonly topic: string } | undefined;
  /** Of a thread only. */
  readonly thread?: ThreadState;
}

export interface MemberState {
  readonly userId: string;
  nickname: string | null;
  readonly roleIds: Set<string>;
  readonly joinedAt: string;
  serverMute: boolean;
  serverDeaf: boolean;
}

/** What an admin decided in Server Settings > Integrations about one role or member (by id; the guild's id is @everyone). */
export interface CommandOverwriteState {
  readonly id: string;
  readonly kind: 'role' | 'member';
  readonly allowed: boolean;
}

/** Where a member is, in voice. */
export interface VoiceState {
  readonly userId: string;
  channelId: string;
  sessionId: string;
  selfMute: boolean;
  selfDeaf: boolean;
  /** Not allowed to speak: the audience of a stage, or no Speak permission. */
  suppress: boolean;
  /** ISO time of a raised hand on a stage. */
  requestToSpeakAt: string | null;
}

export interface GuildState {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  /** Of a community's channels; every other guild has `en-US`. */
  readonly preferredLocale: string;
  readonly roles: Map<string, RoleState>;
  readonly channels: Map<string, ChannelState>;
  /** Threads under the channels. */
  readonly threads: Map<string, ChannelState>;
  readonly members: Map<string, MemberState>;
  readonly voiceStates: Map<string, VoiceState>;
  readonly applicationIds: Set<string>;
  /** Decisions about a command (by its id), or about all of an application's (by the application's id). */
  readonly commandOverwrites: Map<string, readonly CommandOverwriteState[]>;
}

/** A direct-message channel between a person and a bot. */
export interface DirectChannelState {
  readonly id: string;
  readonly userId: string;
  readonly applicationId: string;
}

/** All that the local Discord knows. Data only: who changes it must tell the gateway. */
export class WorldState {
  readonly users = new Map<string, UserState>();
  readonly applications = new Map<string, ApplicationState>();
  readonly guilds = new Map<string, GuildState>();
  readonly directChannels = new Map<string, DirectChannelState>();

  applicationByToken(token: string): ApplicationState | undefined {
    for (const application of this.applications.values()) {
      if (application.token === token) return application;
    }
    return undefined;
  }

  applicationByBot(userId: string): ApplicationState | undefined {
    for (const application of this.applications.values()) {
      if (application.botUserId === userId) return application;
    }
    return undefined;
  }

  /** The guild's channel or thread with that id, whichever guild it is. */
  channel(channelId: string): { guild: GuildState; channel: ChannelState } | undefined {
    for (const guild of this.guilds.values()) {
      const channel = guild.channels.get(channelId) ?? guild.threads.get(channelId);
      if (channel !== undefined) return { guild, channel };
    }
    return undefined;
  }

  guildsOf(applicationId: string): GuildState[] {
    return [...this.guilds.values()].filter((guild) => guild.applicationIds.has(applicationId));
  }

  /** The account with that id. Throws when there is none: ids inside the world always resolve. */
  user(userId: string): UserState {
    const user = this.users.get(userId);
    if (user === undefined) throw new Error(`no user ${userId} in the local Discord`);
    return user;
  }

  /** The guild with that id. Throws when a test names one that does not exist. */
  guild(guildId: string): GuildState {
    const guild = this.guilds.get(guildId);
    if (guild === undefined) throw new Error(`no guild ${guildId} in the local Discord`);
    return guild;
  }
}
