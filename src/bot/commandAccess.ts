import {
  ApplicationCommandPermissionType,
  ApplicationCommandType,
  PermissionFlagsBits,
  type PermissionsBitField,
  type REST,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import type { Logger } from '../observe/logger.ts';
import { loggableError } from './loggableError.ts';

const commandsSchema = z.array(z.object({ id: z.string(), name: z.string(), type: z.number().default(1) }));
const overwritesSchema = z.array(
  z.object({
    id: z.string(),
    permissions: z.array(z.object({ id: z.string(), type: z.number(), permission: z.boolean() })),
  }),
);

type Overwrites = z.infer<typeof overwritesSchema>[number]['permissions'];

/** A member, as an interaction brings them. */
export interface Member {
  guildId: string;
  userId: string;
  roleIds: readonly string[];
  permissions: Readonly<PermissionsBitField>;
}

/**
 * Whether Discord would let a member use a command now. Discord asks that itself before it hands a slash command over; of the
 * buttons, menus and forms of that command's messages it asks nothing, and a message may stay open for long.
 */
export class CommandAccess {
  readonly #rest: REST;
  readonly #applicationId: string;
  readonly #needed: ReadonlyMap<string, bigint>;
  readonly #log: Logger;
  /** Ids of our commands by name, by guild. They stay the same for as long as the commands have these names. */
  readonly #ids = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(
    { rest, application }: { rest: REST; application: { id: string } },
    commands: readonly { data: RESTPostAPIChatInputApplicationCommandsJSONBody }[],
    log: Logger,
  ) {
    this.#rest = rest;
    this.#applicationId = application.id;
    this.#log = log;
    this.#needed = new Map(
      commands.map(({ data }) => [data.name, BigInt(data.default_member_permissions ?? 0)] as const),
    );
  }

  /**
   * As Discord decides it (its change log of 17 November 2022): administrators always; else what Server Settings >
   * Integrations says of the command; else what it says of the application may refuse, and the command's own default
   * holds. The default alone holds where Discord cannot be asked.
   */
  async mayUse(name: string, member: Member): Promise<boolean> {
    if (member.permissions.has(PermissionFlagsBits.Administrator)) return true;
    const byDefault = member.permissions.has(this.#needed.get(name) ?? 0n);
    try {
      const { guildId } = member;
      const route = Routes.guildApplicationCommandsPermissions(this.#applicationId, guildId);
      const decided = overwritesSchema.parse(await this.#rest.get(route));
      if (decided.length === 0) return byDefault;
      const commandId = (await this.#idsIn(guildId)).get(name);
      const decision = (about: string | undefined) =>
        decisionFor(member, decided.find(({ id }) => id === about)?.permissions ?? []);
      return decision(commandId) ?? (decision(this.#applicationId) !== false && byDefault);
    } catch (error) {
      this.#log.warn({ err: loggableError(error) }, 'who may use a command could not be asked of Discord');
      return byDefault;
    }
  }

  #idsIn(guildId: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#ids.get(guildId) ?? this.#askForIds(guildId);
    this.#ids.set(guildId, known);
    known.catch(() => this.#ids.delete(guildId));
    return known;
  }

  /** Registered in the guild they hide those that are registered everywhere. */
  async #askForIds(guildId: string): Promise<ReadonlyMap<string, string>> {
    const lists = await Promise.all([
      this.#rest.get(Routes.applicationCommands(this.#applicationId)),
      this.#rest.get(Routes.applicationGuildCommands(this.#applicationId, guildId)),
    ]);
    const ours = lists
      .flatMap((list) => commandsSchema.parse(list))
      .filter(({ type }) => type === ApplicationCommandType.ChatInput);
    return new Map(ours.map(({ name, id }) => [name, id]));
  }
}

/** The member's own, else their roles' (one that allows is enough), else everybody's, whose id is the guild's. */
function decisionFor({ guildId, userId, roleIds }: Member, overwrites: Overwrites): boolean | undefined {
  const { User, Role } = ApplicationCommandPermissionType;
  const own = overwrites.find(({ id, type }) => type === User && id === userId);
  if (own !== undefined) return own.permission;
  const ofRoles = overwrites.filter(
    ({ id, type }) => type === Role && id !== guildId && roleIds.includes(id),
  );
  if (ofRoles.length > 0) return ofRoles.some(({ permission }) => permission);
  return overwrites.find(({ id }) => id === guildId)?.permission;
}
