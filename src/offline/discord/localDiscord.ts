import { randomBytes } from 'node:crypto';
import { type Clock, SystemClock } from '../../clock.ts';
import { type Logger, silentLogger } from '../../observe/logger.ts';
import { DiscordFaults } from './discordFaults.ts';
import { FaultPlan } from './faultPlan.ts';
import { GatewayRequests } from './gatewayRequests.ts';
import { GatewayServer, USUAL_HEARTBEAT_INTERVAL_MS } from './gatewayServer.ts';
import { InteractionDesk } from './interactionDesk.ts';
import { type LocalApplication, LocalGuild } from './localGuild.ts';
import type { LocalParts } from './localParts.ts';
import { MessageBook } from './messageBook.ts';
import {
  DEFAULT_EVERYONE,
  type PermissionName,
  type PermissionsInput,
  permissionBits,
} from './permissions.ts';
import { accountRoutes } from './restRoutesAccount.ts';
import { commandRoutes } from './restRoutesCommands.ts';
import { guildRoutes } from './restRoutesGuilds.ts';
import { interactionRoutes } from './restRoutesInteractions.ts';
import { messageRoutes } from './restRoutesMessages.ts';
import { stageRoutes } from './restRoutesStage.ts';
import { threadRoutes } from './restRoutesThreads.ts';
import { RestServer } from './restServer.ts';
import { SnowflakeMint } from './snowflake.ts';
import type { VoiceServerPort } from './voiceServerPort.ts';
import { VoiceStates } from './voiceStates.ts';
import { WireRecording } from './wireRecording.ts';
import { type ChannelEdit, WorldDeeds } from './worldDeeds.ts';
import {
  type ChannelState,
  type GuildState,
  USUAL_LOCALE,
  type UserState,
  WorldState,
} from './worldState.ts';

const TOKEN_SECRET_BYTES = 27;

export interface LocalDiscordOptions {
  /** The voice half; {@link LocalDiscord.stop} stops it too. */
  readonly voice: VoiceServerPort;
  readonly log?: Logger;
  readonly clock?: Clock;
  /** What Hello tells clients. */
  readonly heartbeatIntervalMs?: number;
}

/** What a guild begins with. */
export interface GuildInput {
  readonly name: string;
  readonly ownerName?: string;
  readonly everyone?: readonly PermissionName[];
  /** The community's language, which is its owner's too. Default: `en-US`. */
  readonly locale?: string;
}

/** A whole Discord on 127.0.0.1: REST v10, gateway v10, guilds with people, and a recording of all that went over the wire. */
export class LocalDiscord {
  readonly recording: WireRecording;
  readonly faults: DiscordFaults;
  readonly voice: VoiceServerPort;
  readonly #parts: LocalParts;
  readonly #rest: RestServer;
  #apiUrl = '';

  private constructor(options: LocalDiscordOptions) {
    const clock = options.clock ?? new SystemClock();
    const world = new WorldState();
    const snowflakes = new SnowflakeMint();
    const plan = new FaultPlan();
    const recording = new WireRecording(clock);
    const { voice } = options;
    const gateway: GatewayServer = new GatewayServer({
      world,
      clock,
      faults: plan,
      recording,
      heartbeatIntervalMs: options.heartbeatIntervalMs ?? USUAL_HEARTBEAT_INTERVAL_MS,
      onMessage: (session, op, data) => requests.handle(session, op, data),
      onSessionEnd: ({ id, application }) => {
        for (const guild of world.guildsOf(application.id)) {
          const state = guild.voiceStates.get(application.botUserId);
          if (state?.sessionId === id) voiceStates.leave(guild, state.userId);
        }
      },
    });
    const voiceStates = new VoiceStates({ world, gateway, voice, faults: plan });
    const requests = new GatewayRequests({ world, gateway, voiceStates });
    const messages = new MessageBook({ world, gateway, clock, snowflakes });
    const desk = new InteractionDesk({ world, gateway, messages, clock, snowflakes });
    const deeds = new WorldDeeds({ world, gateway, voiceStates });
    this.#parts = { world, gateway, voiceStates, deeds, messages, desk, snowflakes, clock };
    this.#rest = new RestServer({
      world,
      gateway,
      faults: plan,
      recording,
      clock,
      log: options.log ?? silentLogger(),
      routes: [
        ...accountRoutes(this.#parts),
        ...commandRoutes(this.#parts),
        ...interactionRoutes(this.#parts),
        ...messageRoutes(this.#parts),
        ...threadRoutes(this.#parts),
        ...stageRoutes(this.#parts),
        ...guildRoutes(this.#parts),
      ],
    });
    this.recording = recording;
    this.voice = voice;
    this.faults = new DiscordFaults({ plan, gateway, voiceStates, world });
  }

  /** Starts on a free port of 127.0.0.1. */
  static async start(options: LocalDiscordOptions): Promise<LocalDiscord> {
    const discord = new LocalDiscord(options);
    const port = await discord.#rest.listen();
    discord.#apiUrl = `http://127.0.0.1:${port}/api`;
    discord.#parts.gateway.url = `ws://127.0.0.1:${port}`;
    return discord;
  }

  /** REST base without version: discord.js's `rest.api`, Parley's `DISCORD_API_URL`. */
  get apiUrl(): string {
    return this.#apiUrl;
  }

  /** The certificate authority that voice clients must trust. */
  get voiceCaPem(): string {
    return this.voice.caPem;
  }

  /** Gateway sockets that are open now. */
  get gatewayConnections(): number {
    return this.#parts.gateway.connectionCount;
  }

  /** Closes everything, the voice server too. Whoever still waits on a record is told. */
  async stop(): Promise<void> {
    this.#parts.desk.stop();
    this.#parts.messages.changes.close(new Error('the local Discord has stopped'));
    await this.#parts.gateway.stop();
    await this.#rest.stop();
    await this.voice.stop();
  }

  /** Registers an application with its bot. `privilegedIntents`: bits that its owner has switched on. */
  addApplication(input: { name: string; privilegedIntents?: number }): LocalApplication {
    const { world, snowflakes } = this.#parts;
    const id = snowflakes.next();
    const bot: UserState = { id, username: input.name, globalName: null, bot: true, locale: USUAL_LOCALE };
    const token = `${Buffer.from(id).toString('base64url')}.local.${randomBytes(TOKEN_SECRET_BYTES).toString('base64url')}`;
    world.users.set(bot.id, bot);
    world.applications.set(id, {
      id,
      name: input.name,
      botUserId: bot.id,
      token,
      privilegedIntents: input.privilegedIntents ?? 0,
      commands: new Map(),
      presence: undefined,
    });
    return { botToken: token, applicationId: id, botUserId: bot.id };
  }

  /** A guild with @everyone and an owner; everything else is added through the handle. */
  addGuild(input: GuildInput): LocalGuild {
    const locale = input.locale ?? USUAL_LOCALE;
    const { world, snowflakes } = this.#parts;
    const id = snowflakes.next();
    const ownerId = snowflakes.next();
    const ownerName = input.ownerName ?? `owner of ${input.name}`;
    const username = ownerName.toLowerCase().replace(/[^a-z0-9._]/g, '_');
    world.users.set(ownerId, { id: ownerId, username, globalName: ownerName, bot: false, locale });
    const state: GuildState = {
      id,
      name: input.name,
      ownerId,
      preferredLocale: locale,
      roles: new Map(),
      channels: new Map(),
      threads: new Map(),
      members: new Map(),
      voiceStates: new Map(),
      applicationIds: new Set(),
      commandOverwrites: new Map(),
    };
    const permissions = input.everyone === undefined ? DEFAULT_EVERYONE : permissionBits(input.everyone);
    state.roles.set(id, { id, name: '@everyone', permissions, position: 0, botUserId: undefined });
    state.members.set(ownerId, {
      userId: ownerId,
      nickname: null,
      roleIds: new Set(),
      joinedAt: new Date().toISOString(),
      serverMute: false,
      serverDeaf: false,
    });
    world.guilds.set(id, state);
    return new LocalGuild(state, this.#parts);
  }

  /** An administrator drags a member into another voice channel. Throws if it is not in voice. */
  moveMember(guildId: string, userId: string, channelId: string): void {
    const { guild, channel } = this.#channel(channelId);
    if (guild.id !== guildId || !this.#parts.voiceStates.move(guild, userId, channel))
      throw new Error(`${userId} is not in voice in that guild`);
  }

  /** An administrator disconnects a member from voice. */
  disconnectMember(guildId: string, userId: string): void {
    this.#parts.voiceStates.leave(this.#parts.world.guild(guildId), userId);
  }

  /** An administrator mutes or deafens a member for everybody. */
  muteMember(guildId: string, userId: string, change: { mute?: boolean; deaf?: boolean }): void {
    const guild = this.#parts.world.guild(guildId);
    const member = guild.members.get(userId);
    if (member === undefined) throw new Error(`no member ${userId}`);
    member.serverMute = change.mute ?? member.serverMute;
    member.serverDeaf = change.deaf ?? member.serverDeaf;
    this.#parts.deeds.memberChanged(guild, member);
  }

  /** Renames a channel, changes its limit or its region (which is a new voice server for those in it). */
  editChannel(channelId: string, edit: ChannelEdit): void {
    const { guild, channel } = this.#channel(channelId);
    this.#parts.deeds.editChannel(guild, channel, edit);
  }

  /** Somebody closes a thread, and locks it if wanted: then only a moderator may write in it. */
  archiveThread(threadId: string, options: { locked?: boolean } = {}): void {
    const { guild, channel } = this.#channel(threadId);
    this.#parts.deeds.setThread(guild, channel, { archived: true, locked: options.locked ?? false });
  }

  deleteChannel(channelId: string): void {
    const { guild, channel } = this.#channel(channelId);
    this.#parts.deeds.deleteChannel(guild, channel);
  }

  /** Sets a channel's overwrite for a role or member (by id; the guild's id is @everyone). */
  setPermissions(
    channelId: string,
    target: string,
    change: { allow?: PermissionsInput; deny?: PermissionsInput },
  ): void {
    const { guild, channel } = this.#channel(channelId);
    this.#parts.deeds.setOverwrite(guild, channel, target, change);
  }

  /** The stage goes live under that topic; `undefined` ends it. */
  setStage(channelId: string, topic: string | undefined): void {
    const { guild, channel } = this.#channel(channelId);
    const stage = topic === undefined ? undefined : { id: this.#parts.snowflakes.next(), topic };
    this.#parts.deeds.setStage(guild, channel, stage);
  }

  /** A moderator lets a member speak on a stage, or sends it back to the audience. */
  setSuppress(guildId: string, userId: string, suppress: boolean): void {
    const guild = this.#parts.world.guild(guildId);
    const state = guild.voiceStates.get(userId);
    if (state === undefined) throw new Error(`${userId} is not in voice`);
    state.suppress = suppress;
    this.#parts.voiceStates.tell(guild, state);
  }

  #channel(channelId: string): { guild: GuildState; channel: ChannelState } {
    const found = this.#parts.world.channel(channelId);
    if (found === undefined) throw new Error(`no channel ${channelId}`);
    return found;
  }
}
