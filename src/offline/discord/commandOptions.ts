import { ApplicationCommandOptionType as OptionType } from 'discord-api-types/v10';
import { z } from 'zod';
import { type CommandOption, commandOptionSchema } from './commandLimits.ts';
import { CHANNEL_TYPES, wireChannel, wireMember, wireRole, wireUser } from './gatewayPayloads.ts';
import type { JsonObject } from './jsonObject.ts';
import { channelPermissions } from './permissions.ts';
import type { GuildState, UserState, WorldState } from './worldState.ts';

/** What a person fills in: text, numbers, yes or no; people, channels and roles by id. */
export type OptionValue = string | number | boolean;
export type OptionValues = Readonly<Record<string, OptionValue>>;

export interface FilledOptions {
  readonly options: JsonObject[];
  readonly resolved: JsonObject;
}

const NUMBER_TYPES: ReadonlySet<number> = new Set([OptionType.Integer, OptionType.Number]);

/**
 * Fills a command's options as Discord's own client would: walks into the subcommand, checks types, choices, bounds and required
 * ones, and resolves ids. `path` is the rest of the command line (`['voice', 'set']`). Throws a plain error where the
 * client would not let a person send.
 */
export function fillOptions(
  command: JsonObject,
  path: readonly string[],
  values: OptionValues,
  where: { world: WorldState; guild: GuildState | undefined; invoker: UserState },
): FilledOptions {
  const known = z.array(commandOptionSchema).nullish().parse(command.options) ?? [];
  const [next, ...rest] = path;
  if (next !== undefined) {
    const nested = known.find(({ name, type }) => name === next && type <= OptionType.SubcommandGroup);
    if (nested === undefined) throw new Error(`/${String(command.name)} has no subcommand ${next}`);
    const inner = fillOptions({ ...nested }, rest, values, where);
    return {
      options: [{ type: nested.type, name: nested.name, options: inner.options }],
      resolved: inner.resolved,
    };
  }
  if (known.some(({ type }) => type <= OptionType.SubcommandGroup))
    throw new Error(`/${String(command.name)} needs a subcommand`);
  const resolved: Record<string, Record<string, unknown>> = {};
  const stray = Object.keys(values).find((name) => !known.some((option) => option.name === name));
  if (stray !== undefined) throw new Error(`/${String(command.name)} has no option ${stray}`);
  const options = known.flatMap((option) => {
    const value = values[option.name];
    if (value === undefined) {
      if (option.required === true)
        throw new Error(`/${String(command.name)} needs the option ${option.name}`);
      return [];
    }
    checkValue(option, value);
    resolve(option, value, where, resolved);
    return [{ type: option.type, name: option.name, value }];
  });
  return { options, resolved };
}

function checkValue(option: CommandOption, value: OptionValue): void {
  const wrong = (why: string): Error => new Error(`option ${option.name}: ${why}`);
  const wanted = NUMBER_TYPES.has(option.type)
    ? 'number'
    : option.type === OptionType.Boolean
      ? 'boolean'
      : 'string';
  if (typeof value !== wanted) throw wrong(`a ${wanted} is needed`);
  if (option.type === OptionType.Integer && !Number.isInteger(value)) throw wrong('a whole number is needed');
  const choices = option.choices ?? [];
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) throw wrong('not a choice');
  const size = typeof value === 'string' ? value.length : Number(value);
  const least = typeof value === 'string' ? option.min_length : option.min_value;
  const most = typeof value === 'string' ? option.max_length : option.max_value;
  if (size < (least ?? -Infinity) || size > (most ?? Infinity)) throw wrong('out of bounds');
}

function resolve(
  option: CommandOption,
  value: OptionValue,
  { world, guild, invoker }: { world: WorldState; guild: GuildState | undefined; invoker: UserState },
  resolved: Record<string, Record<string, unknown>>,
): void {
  const id = String(value);
  const note = (kind: string, thing: unknown): void => {
    resolved[kind] = { ...resolved[kind], [id]: thing };
  };
  if (option.type === OptionType.Channel) {
    const channel = guild?.channels.get(id);
    if (guild === undefined || channel === undefined)
      throw new Error(`option ${option.name}: no such channel`);
    const allowed = option.channel_types ?? [];
    if (allowed.length > 0 && !allowed.includes(CHANNEL_TYPES[channel.kind]))
      throw new Error(`option ${option.name}: a ${channel.kind} channel cannot be chosen`);
    note('channels', {
      ...wireChannel(channel),
      permissions: channelPermissions(guild, channel, invoker.id).toString(),
    });
    return;
  }
  const role = guild?.roles.get(id);
  if (role !== undefined && (option.type === OptionType.Role || option.type === OptionType.Mentionable)) {
    note('roles', wireRole(role));
    return;
  }
  if (option.type !== OptionType.User && option.type !== OptionType.Mentionable) {
    if (option.type === OptionType.Role) throw new Error(`option ${option.name}: no such role`);
    return;
  }
  note('users', wireUser(world.user(id)));
  const member = guild?.members.get(id);
  if (member !== undefined) {
    const { user: _user, ...partial } = wireMember(world, member);
    note('members', { ...partial, permissions: '0' });
  }
}
