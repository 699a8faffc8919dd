import { ApplicationCommandType } from 'discord-api-types/v10';
import { mayUseCommand } from './commandPermissions.ts';
import type { JsonObject } from './jsonObject.ts';
import {
  type ApplicationState,
  GLOBAL_SCOPE,
  type GuildState,
  type UserState,
  type WorldState,
} from './worldState.ts';

const CONTEXT_GUILD = 0;
const CONTEXT_BOT_DM = 1;

export interface CommandQuery {
  readonly world: WorldState;
  readonly user: UserState;
  /** The guild whose applications are asked. */
  readonly home: GuildState;
  /** In the direct messages with the bot, where only global commands are offered. */
  readonly direct: boolean;
  readonly applicationId: string | undefined;
}

/** The slash command that Discord's client would offer under that name. Throws if there is none, or it is not for this person. */
export function findCommand(
  name: string,
  { world, user, home, direct, applicationId }: CommandQuery,
): { command: JsonObject; application: ApplicationState } {
  for (const application of world.applications.values()) {
    if (applicationId !== undefined && application.id !== applicationId) continue;
    if (!home.applicationIds.has(application.id)) continue;
    const scopes = direct ? [GLOBAL_SCOPE] : [home.id, GLOBAL_SCOPE];
    const command = scopes
      .flatMap((scope) => application.commands.get(scope) ?? [])
      .find((entry) => entry.name === name && entry.type === ApplicationCommandType.ChatInput);
    if (command === undefined || !usableIn(command, direct ? CONTEXT_BOT_DM : CONTEXT_GUILD)) continue;
    if (!direct && !mayUseCommand(command, { guild: home, userId: user.id, applicationId: application.id }))
      throw new Error(`${user.username} is not allowed to use /${name}`);
    return { command, application };
  }
  throw new Error(`no command /${name} is registered ${direct ? 'for direct messages' : 'here'}`);
}

/** The `data` of a command's interaction. */
export function commandData(
  command: JsonObject,
  options: readonly JsonObject[],
  extra: JsonObject,
): JsonObject {
  const scope = command.guild_id === undefined ? {} : { guild_id: command.guild_id };
  return { id: command.id, name: command.name, type: command.type, options, ...scope, ...extra };
}

function usableIn(command: JsonObject, context: number): boolean {
  if (Array.isArray(command.contexts)) return command.contexts.includes(context);
  return context === CONTEXT_GUILD || command.dm_permission !== false;
}
