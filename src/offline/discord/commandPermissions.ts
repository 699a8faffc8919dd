import { ApplicationCommandPermissionType } from 'discord-api-types/v10';
import type { JsonObject } from './jsonObject.ts';
import { ALL_PERMISSIONS, guildPermissions } from './permissions.ts';
import {
  type ApplicationState,
  type CommandOverwriteState,
  GLOBAL_SCOPE,
  type GuildState,
} from './worldState.ts';

/**
 * Whether Discord lets a member use a command (its change log of 17 November 2022): owner and administrators always; else what
 * was decided about the command overrules all else; else what was decided about the application may refuse, and the
 * command's own `default_member_permissions` must be met. Decisions about channels are not modelled.
 */
export function mayUseCommand(
  command: JsonObject,
  { guild, userId, applicationId }: { guild: GuildState; userId: string; applicationId: string },
): boolean {
  const permissions = guildPermissions(guild, userId);
  if (permissions === ALL_PERMISSIONS) return true;
  const decided = (id: string) => decisionOf(guild.commandOverwrites.get(id) ?? [], guild, userId);
  const ofCommand = decided(String(command.id));
  if (ofCommand !== undefined) return ofCommand;
  if (decided(applicationId) === false) return false;
  const needed = command.default_member_permissions;
  return typeof needed !== 'string' || (permissions & BigInt(needed)) === BigInt(needed);
}

/** The member's own overwrite, else those of their roles (one that allows is enough), else that of @everyone. */
function decisionOf(
  overwrites: readonly CommandOverwriteState[],
  guild: GuildState,
  userId: string,
): boolean | undefined {
  const own = overwrites.find(({ kind, id }) => kind === 'member' && id === userId);
  if (own !== undefined) return own.allowed;
  const roles = overwrites.filter(({ id }) => guild.members.get(userId)?.roleIds.has(id));
  if (roles.length > 0) return roles.some(({ allowed }) => allowed);
  return overwrites.find(({ id }) => id === guild.id)?.allowed;
}

/** What was decided about an application and its commands in a guild, as REST and gateway show it. */
export function wireCommandPermissions(guild: GuildState, application: ApplicationState): JsonObject[] {
  const ids = [application.id, ...commandsIn(application, guild.id).map(({ id }) => String(id))];
  return ids.flatMap((id) => {
    const overwrites = guild.commandOverwrites.get(id);
    if (overwrites === undefined) return [];
    const permissions = overwrites.map(({ id: target, kind, allowed }) => ({
      id: target,
      type: kind === 'role' ? ApplicationCommandPermissionType.Role : ApplicationCommandPermissionType.User,
      permission: allowed,
    }));
    return [{ id, application_id: application.id, guild_id: guild.id, permissions }];
  });
}

/** The id of a command that people of the guild see. Throws if there is none of that name. */
export function commandIdOf(application: ApplicationState, guildId: string, name: string): string {
  const command = commandsIn(application, guildId).find((entry) => entry.name === name);
  if (command === undefined) throw new Error(`no command /${name} is registered`);
  return String(command.id);
}

function commandsIn(application: ApplicationState, guildId: string): JsonObject[] {
  return [guildId, GLOBAL_SCOPE].flatMap((scope) => application.commands.get(scope) ?? []);
}
