import { LocalChannel } from './localChannel.ts';
import type { LocalParts } from './localParts.ts';
import { LocalPerson } from './localPerson.ts';
import { channelPermissions, type PermissionsInput, permissionBits } from './permissions.ts';
import {
  type ApplicationState,
  type ChannelKind,
  type GuildState,
  type RoleState,
  USUAL_LOCALE,
  type UserState,
} from './worldState.ts';

const USUAL_BITRATE = 64_000;

/** What one role or member (by id; the guild's id is @everyone) is allowed and denied in a channel. */
export interface OverwriteInput {
  readonly target: string;
  readonly allow?: PermissionsInput;
  readonly deny?: PermissionsInput;
}

export interface VoiceChannelInput {
  readonly name: string;
  readonly userLimit?: number;
  /** A stage: everybody enters as audience. */
  readonly stage?: boolean;
  readonly overwrites?: readonly OverwriteInput[];
}

export interface TextChannelInput {
  readonly name: string;
  readonly overwrites?: readonly OverwriteInput[];
}

export interface PersonInput {
  readonly name: string;
  readonly nickname?: string;
  /** Ids of roles. */
  readonly roles?: readonly string[];
  readonly bot?: boolean;
  /** What their Discord is set to. Default: `en-US`. */
  readonly locale?: string;
  /** The same account in another guild. */
  readonly userId?: string;
}

/** An application as tests know it. */
export interface LocalApplication {
  readonly botToken: string;
  readonly applicationId: string;
  readonly botUserId: string;
}

/** A guild of the local Discord, as tests hold it. Whatever is added later, connected bots are told of. */
export class LocalGuild {
  readonly id: string;
  readonly owner: LocalPerson;
  readonly #state: GuildState;
  readonly #parts: LocalParts;

  constructor(state: GuildState, parts: LocalParts) {
    this.id = state.id;
    this.#state = state;
    this.#parts = parts;
    this.owner = new LocalPerson(state, parts.world.user(state.ownerId), parts);
  }

  get name(): string {
    return this.#state.name;
  }

  /** The id of @everyone, which is the guild's own. */
  get everyoneRoleId(): string {
    return this.#state.id;
  }

  addVoiceChannel(input: VoiceChannelInput): LocalChannel {
    const kind = input.stage === true ? 'stage' : 'voice';
    return this.#addChannel(kind, input.name, input.userLimit ?? 0, input.overwrites ?? []);
  }

  addTextChannel(input: TextChannelInput): LocalChannel {
    return this.#addChannel('text', input.name, 0, input.overwrites ?? []);
  }

  /** The threads there are, oldest first. */
  get threads(): LocalChannel[] {
    return [...this.#state.threads.values()].map((thread) => new LocalChannel(thread, this.#parts));
  }

  /** The threads of one channel, oldest first. */
  threadsUnder(channelId: string): LocalChannel[] {
    const states = [...this.#state.threads.values()].filter(({ thread }) => thread?.parentId === channelId);
    return states.map((thread) => new LocalChannel(thread, this.#parts));
  }

  /** Answers the role's id. */
  addRole(input: { name: string; permissions?: PermissionsInput }): string {
    return this.#addRole(input.name, input.permissions ?? 0n, undefined).id;
  }

  /** A person (or, with `bot`, somebody's bot that only sits there). */
  addPerson(input: PersonInput): LocalPerson {
    const { world, deeds, snowflakes } = this.#parts;
    const user: UserState =
      input.userId === undefined
        ? {
            id: snowflakes.next(),
            username: input.name.toLowerCase().replace(/[^a-z0-9._]/g, '_'),
            globalName: input.bot === true ? null : input.name,
            bot: input.bot ?? false,
            locale: input.locale ?? USUAL_LOCALE,
          }
        : world.user(input.userId);
    world.users.set(user.id, user);
    deeds.addMember(this.#state, {
      userId: user.id,
      nickname: input.nickname ?? null,
      roleIds: new Set(input.roles ?? []),
      joinedAt: new Date().toISOString(),
      serverMute: false,
      serverDeaf: false,
    });
    return new LocalPerson(this.#state, user, this.#parts);
  }

  /** Another bot, which people and Parley see in the channel. */
  addBotMember(input: Omit<PersonInput, 'bot'>): LocalPerson {
    return this.addPerson({ ...input, bot: true });
  }

  /** Lets an application's bot in, with a role of its own. Answers that role's id. */
  install(application: LocalApplication, input: { permissions?: PermissionsInput } = {}): string {
    const state = this.#application(application);
    const { deeds } = this.#parts;
    const role = this.#role(state.name, input.permissions ?? 0n, state.botUserId);
    deeds.install(this.#state, state, role);
    return role.id;
  }

  /** Throws the bot out. */
  uninstall(application: LocalApplication): void {
    this.#parts.deeds.uninstall(this.#state, this.#application(application));
  }

  /** Sets what a role may do in the whole guild; the guild's own id names @everyone. */
  setRolePermissions(roleId: string, permissions: PermissionsInput): void {
    const role = this.#state.roles.get(roleId);
    if (role === undefined) throw new Error(`no role ${roleId} in ${this.name}`);
    this.#parts.deeds.setRolePermissions(this.#state, role, permissions);
  }

  /** A member has these roles from now on, and no others. */
  setRoles(userId: string, roleIds: readonly string[]): void {
    const member = this.#state.members.get(userId);
    if (member === undefined) throw new Error(`no member ${userId} in ${this.name}`);
    this.#parts.deeds.setRoles(this.#state, member, roleIds);
  }

  /** A member leaves the guild, or is thrown out. */
  removePerson(userId: string): void {
    this.#parts.deeds.removeMember(this.#state, userId);
  }

  /**
   * An admin decides in Server Settings > Integrations who may use a command, or (without `command`) all of the
   * application's: roles and members by id, the guild's id for @everyone. Replaces what was decided about it before.
   */
  setCommandPermissions(
    application: LocalApplication,
    decided: { command?: string; allow?: readonly string[]; deny?: readonly string[] },
  ): void {
    const { command, allow = [], deny = [] } = decided;
    const overwrite = (id: string, allowed: boolean) => ({
      id,
      kind: this.#state.roles.has(id) ? ('role' as const) : ('member' as const),
      allowed,
    });
    const overwrites = [...allow.map((id) => overwrite(id, true)), ...deny.map((id) => overwrite(id, false))];
    this.#parts.deeds.setCommandOverwrites(this.#state, this.#application(application), command, overwrites);
  }

  /** A member's permissions in a channel, as bits. */
  permissionsOf(userId: string, channelId: string): bigint {
    const channel = this.#state.channels.get(channelId);
    if (channel === undefined) throw new Error(`no channel ${channelId} in ${this.name}`);
    return channelPermissions(this.#state, channel, userId);
  }

  #application({ applicationId }: LocalApplication): ApplicationState {
    const state = this.#parts.world.applications.get(applicationId);
    if (state === undefined) throw new Error(`no application ${applicationId}`);
    return state;
  }

  #addRole(name: string, permissions: PermissionsInput, botUserId: string | undefined): RoleState {
    const role = this.#role(name, permissions, botUserId);
    this.#parts.deeds.addRole(this.#state, role);
    return role;
  }

  #role(name: string, permissions: PermissionsInput, botUserId: string | undefined): RoleState {
    return {
      id: this.#parts.snowflakes.next(),
      name,
      permissions: permissionBits(permissions),
      position: this.#state.roles.size,
      botUserId,
    };
  }

  #addChannel(
    kind: ChannelKind,
    name: string,
    userLimit: number,
    overwrites: readonly OverwriteInput[],
  ): LocalChannel {
    const channel = {
      id: this.#parts.snowflakes.next(),
      guildId: this.id,
      kind,
      name,
      position: this.#state.channels.size,
      userLimit,
      bitrate: USUAL_BITRATE,
      rtcRegion: null,
      status: null,
      stage: undefined,
      overwrites: new Map(
        overwrites.map(({ target, allow, deny }) => [
          target,
          {
            id: target,
            kind: this.#state.roles.has(target) ? ('role' as const) : ('member' as const),
            allow: permissionBits(allow ?? []),
            deny: permissionBits(deny ?? []),
          },
        ]),
      ),
    };
    this.#parts.deeds.addChannel(this.#state, channel);
    return new LocalChannel(channel, this.#parts);
  }
}
