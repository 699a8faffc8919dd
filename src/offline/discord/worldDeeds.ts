import { GatewayIntentBits } from 'discord-api-types/v10';
import { commandIdOf, wireCommandPermissions } from './commandPermissions.ts';
import {
  CHANNEL_TYPES,
  wireChannel,
  wireGuildCreate,
  wireMember,
  wireRole,
  wireStage,
  wireUser,
} from './gatewayPayloads.ts';
import type { GatewayServer } from './gatewayServer.ts';
import { type PermissionsInput, permissionBits } from './permissions.ts';
import { VOICE_CALL_TERMINATED, type VoiceStates } from './voiceStates.ts';
import type {
  ApplicationState,
  ChannelState,
  CommandOverwriteState,
  GuildState,
  MemberState,
  RoleState,
  WorldState,
} from './worldState.ts';

/** What may be changed about a channel. */
export interface ChannelEdit {
  readonly name?: string;
  readonly userLimit?: number;
  readonly bitrate?: number;
  readonly rtcRegion?: string | null;
  readonly status?: string | null;
}

export interface WorldDeedsParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly voiceStates: VoiceStates;
}

/** Changes of the world that bots are told about: every deed changes the state and sends its event. */
export class WorldDeeds {
  readonly #parts: WorldDeedsParts;

  constructor(parts: WorldDeedsParts) {
    this.#parts = parts;
  }

  addChannel(guild: GuildState, channel: ChannelState): void {
    guild.channels.set(channel.id, channel);
    this.#tell(guild, GatewayIntentBits.Guilds, 'CHANNEL_CREATE', wireChannel(channel));
  }

  /** A thread is opened under a channel. */
  addThread(guild: GuildState, thread: ChannelState): void {
    guild.threads.set(thread.id, thread);
    this.#tell(guild, GatewayIntentBits.Guilds, 'THREAD_CREATE', {
      ...wireChannel(thread),
      newly_created: true,
    });
  }

  /** A thread goes to sleep, is locked, or wakes up. */
  setThread(guild: GuildState, channel: ChannelState, change: { archived: boolean; locked?: boolean }): void {
    if (channel.thread === undefined) throw new Error(`${channel.name} is no thread`);
    channel.thread.archived = change.archived;
    channel.thread.locked = change.locked ?? channel.thread.locked;
    this.#tell(guild, GatewayIntentBits.Guilds, 'THREAD_UPDATE', wireChannel(channel));
  }

  #deleteThread(guild: GuildState, channel: ChannelState, parentId: string): void {
    guild.threads.delete(channel.id);
    this.#tell(guild, GatewayIntentBits.Guilds, 'THREAD_DELETE', {
      id: channel.id,
      guild_id: guild.id,
      parent_id: parentId,
      type: CHANNEL_TYPES.thread,
    });
  }

  editChannel(guild: GuildState, channel: ChannelState, edit: ChannelEdit): void {
    channel.name = edit.name ?? channel.name;
    channel.userLimit = edit.userLimit ?? channel.userLimit;
    channel.bitrate = edit.bitrate ?? channel.bitrate;
    const moved = edit.rtcRegion !== undefined && edit.rtcRegion !== channel.rtcRegion;
    if (edit.rtcRegion !== undefined) channel.rtcRegion = edit.rtcRegion;
    if (edit.status !== undefined) channel.status = edit.status;
    this.#tell(guild, GatewayIntentBits.Guilds, 'CHANNEL_UPDATE', wireChannel(channel));
    // Another region is another voice server.
    if (moved) this.#parts.voiceStates.changeServer(guild, channel.id);
  }

  /** Everybody in it is disconnected with voice close code 4022; its threads go with it. */
  deleteChannel(guild: GuildState, channel: ChannelState): void {
    if (channel.thread !== undefined) {
      this.#deleteThread(guild, channel, channel.thread.parentId);
      return;
    }
    for (const thread of [...guild.threads.values()]) {
      // Discord tells of the channel only; the threads are gone with it.
      if (thread.thread?.parentId === channel.id) guild.threads.delete(thread.id);
    }
    guild.channels.delete(channel.id);
    this.#tell(guild, GatewayIntentBits.Guilds, 'CHANNEL_DELETE', wireChannel(channel));
    for (const state of [...guild.voiceStates.values()]) {
      if (state.channelId === channel.id)
        this.#parts.voiceStates.leave(guild, state.userId, VOICE_CALL_TERMINATED);
    }
  }

  /** Sets what a role or member (by id) is allowed and denied in a channel. */
  setOverwrite(
    guild: GuildState,
    channel: ChannelState,
    target: string,
    change: { allow?: PermissionsInput; deny?: PermissionsInput },
  ): void {
    channel.overwrites.set(target, {
      id: target,
      kind: guild.roles.has(target) ? 'role' : 'member',
      allow: permissionBits(change.allow ?? []),
      deny: permissionBits(change.deny ?? []),
    });
    this.#tell(guild, GatewayIntentBits.Guilds, 'CHANNEL_UPDATE', wireChannel(channel));
    this.#parts.voiceStates.settleSpeaking(guild);
  }

  /** The stage goes live, or (without `stage`) its talk is over; people stay in the channel. */
  setStage(guild: GuildState, channel: ChannelState, stage: ChannelState['stage']): void {
    const before = channel.stage;
    channel.stage = stage;
    if (before !== undefined)
      this.#tell(guild, GatewayIntentBits.Guilds, 'STAGE_INSTANCE_DELETE', wireStage(channel, before));
    if (stage !== undefined)
      this.#tell(guild, GatewayIntentBits.Guilds, 'STAGE_INSTANCE_CREATE', wireStage(channel, stage));
  }

  addRole(guild: GuildState, role: RoleState): void {
    guild.roles.set(role.id, role);
    const data = { guild_id: guild.id, role: wireRole(role) };
    this.#tell(guild, GatewayIntentBits.Guilds, 'GUILD_ROLE_CREATE', data);
  }

  setRolePermissions(guild: GuildState, role: RoleState, permissions: PermissionsInput): void {
    role.permissions = permissionBits(permissions);
    const data = { guild_id: guild.id, role: wireRole(role) };
    this.#tell(guild, GatewayIntentBits.Guilds, 'GUILD_ROLE_UPDATE', data);
    this.#parts.voiceStates.settleSpeaking(guild);
  }

  /** Somebody decides who may use a command, or (without a name) all of an application's; only that application is told. */
  setCommandOverwrites(
    guild: GuildState,
    application: ApplicationState,
    command: string | undefined,
    overwrites: readonly CommandOverwriteState[],
  ): void {
    const id = command === undefined ? application.id : commandIdOf(application, guild.id, command);
    guild.commandOverwrites.set(id, overwrites);
    const told = wireCommandPermissions(guild, application).find((entry) => entry.id === id);
    this.#parts.gateway.toApplication(
      application.id,
      guild.id,
      'APPLICATION_COMMAND_PERMISSIONS_UPDATE',
      told,
    );
  }

  addMember(guild: GuildState, member: MemberState): void {
    guild.members.set(member.userId, member);
    this.#tell(guild, GatewayIntentBits.GuildMembers, 'GUILD_MEMBER_ADD', {
      ...wireMember(this.#parts.world, member),
      guild_id: guild.id,
    });
  }

  /** Gives a member these roles and no others. A bot without the privileged intent hears nothing of it. */
  setRoles(guild: GuildState, member: MemberState, roleIds: readonly string[]): void {
    member.roleIds.clear();
    for (const roleId of roleIds) member.roleIds.add(roleId);
    this.#tellOfMember(guild, member);
    this.#parts.voiceStates.settleSpeaking(guild);
  }

  /** Tells that a member's nickname or server mute changed; a bot hears of itself whatever its intents. */
  memberChanged(guild: GuildState, member: MemberState): void {
    this.#tellOfMember(guild, member);
    const state = guild.voiceStates.get(member.userId);
    if (state !== undefined) this.#parts.voiceStates.tell(guild, state);
  }

  #tellOfMember(guild: GuildState, member: MemberState): void {
    const { world, gateway } = this.#parts;
    const data = { ...wireMember(world, member), guild_id: guild.id };
    gateway.toGuild(guild, 0, 'GUILD_MEMBER_UPDATE', data, (session) => {
      return session.application.botUserId === member.userId || session.wants(GatewayIntentBits.GuildMembers);
    });
  }

  removeMember(guild: GuildState, userId: string): void {
    this.#parts.voiceStates.leave(guild, userId);
    if (!guild.members.delete(userId)) return;
    const data = { guild_id: guild.id, user: wireUser(this.#parts.world.user(userId)) };
    this.#tell(guild, GatewayIntentBits.GuildMembers, 'GUILD_MEMBER_REMOVE', data);
  }

  /** The application's bot is let into the guild with a role of its own; a connected bot gets GUILD_CREATE. */
  install(guild: GuildState, application: ApplicationState, role: RoleState): void {
    this.addRole(guild, role);
    this.addMember(guild, {
      userId: application.botUserId,
      nickname: null,
      roleIds: new Set([role.id]),
      joinedAt: new Date().toISOString(),
      serverMute: false,
      serverDeaf: false,
    });
    guild.applicationIds.add(application.id);
    const { gateway, world } = this.#parts;
    const session = gateway.sessionOf(application.id, guild.id);
    if (session?.wants(GatewayIntentBits.Guilds) !== true) return;
    session.dispatch('GUILD_CREATE', wireGuildCreate(world, guild, application, session.intents));
  }

  /** The bot is thrown out of the guild. */
  uninstall(guild: GuildState, application: ApplicationState): void {
    this.removeMember(guild, application.botUserId);
    guild.applicationIds.delete(application.id);
    const session = this.#parts.gateway.sessionOf(application.id, guild.id);
    if (session?.wants(GatewayIntentBits.Guilds)) session.dispatch('GUILD_DELETE', { id: guild.id });
  }

  #tell(guild: GuildState, intents: number, event: string, data: unknown): void {
    this.#parts.gateway.toGuild(guild, intents, event, data);
  }
}
