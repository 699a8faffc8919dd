import { readCommand, readCommands, storedCommand, withoutLocalizations } from './commandLimits.ts';
import { wireCommandPermissions } from './commandPermissions.ts';
import { asJsonObject, type JsonObject } from './jsonObject.ts';
import { RestError, unknownThing } from './restError.ts';
import { caller, NO_CONTENT, ok, param, type RestRequest, type RestRoute } from './restRoute.ts';
import type { SnowflakeMint } from './snowflake.ts';
import { type ApplicationState, GLOBAL_SCOPE, type WorldState } from './worldState.ts';

export interface CommandRoutesParts {
  readonly world: WorldState;
  readonly snowflakes: SnowflakeMint;
}

/** Registering application commands, globally and for one guild. */
export function commandRoutes(parts: CommandRoutesParts): RestRoute[] {
  const guild = '/applications/:applicationId/guilds/:guildId';
  return [
    ...permissionRoutes(`${guild}/commands`, parts),
    ...['/applications/:applicationId', guild].flatMap((base) => routesUnder(`${base}/commands`, parts)),
  ];
}

/** Decisions about commands: bots may read them, only people (a Bearer token) may make them. */
function permissionRoutes(base: string, parts: CommandRoutesParts): RestRoute[] {
  const known = (request: RestRequest) => {
    const { application } = scopeOf(request, parts);
    const guild = parts.world.guild(param(request, 'guildId'));
    return wireCommandPermissions(guild, application);
  };
  const one = `${base}/:commandId/permissions`;
  return [
    { method: 'GET', pattern: `${base}/permissions`, handle: (request) => ok(known(request)) },
    {
      method: 'GET',
      pattern: one,
      handle: (request) => {
        const found = known(request).find(({ id }) => id === param(request, 'commandId'));
        if (found === undefined) throw unknownThing('application command permissions');
        return ok(found);
      },
    },
    {
      method: 'PUT',
      pattern: one,
      handle: () => {
        throw new RestError(403, 20_001, 'Bots cannot use this endpoint');
      },
    },
  ];
}

function routesUnder(base: string, parts: CommandRoutesParts): RestRoute[] {
  const { snowflakes } = parts;
  const find = (request: RestRequest): JsonObject => {
    const { commands } = scopeOf(request, parts);
    const found = commands.find(({ id }) => id === param(request, 'commandId'));
    if (found === undefined) throw unknownThing('application command');
    return found;
  };
  return [
    {
      method: 'GET',
      pattern: base,
      handle: (request) => {
        const { commands } = scopeOf(request, parts);
        const whole = request.query.get('with_localizations') === 'true';
        return ok(whole ? commands : commands.map(withoutLocalizations));
      },
    },
    {
      method: 'PUT',
      pattern: base,
      handle: (request) => {
        const { application, key, commands, guildId } = scopeOf(request, parts);
        const stored = readCommands(request.body).map((form) => {
          const before = commands.find(({ name, type }) => name === form.name && type === form.type);
          const id = typeof before?.id === 'string' ? before.id : snowflakes.next();
          return storedCommand(form, {
            id,
            version: snowflakes.next(),
            applicationId: application.id,
            guildId,
          });
        });
        application.commands.set(key, stored);
        return ok(stored);
      },
    },
    {
      method: 'POST',
      pattern: base,
      handle: (request) => {
        const { application, key, commands, guildId } = scopeOf(request, parts);
        const form = readCommand(request.body);
        const before = commands.find(({ name, type }) => name === form.name && type === form.type);
        const id = typeof before?.id === 'string' ? before.id : snowflakes.next();
        const ids = { id, version: snowflakes.next(), applicationId: application.id, guildId };
        const stored = storedCommand(form, ids);
        application.commands.set(key, [...commands.filter((command) => command !== before), stored]);
        return { status: before === undefined ? 201 : 200, body: stored };
      },
    },
    { method: 'GET', pattern: `${base}/:commandId`, handle: (request) => ok(find(request)) },
    {
      method: 'PATCH',
      pattern: `${base}/:commandId`,
      handle: (request) => {
        const { application, key, commands, guildId } = scopeOf(request, parts);
        const before = find(request);
        const form = readCommand({ ...before, ...asJsonObject(request.body) });
        const ids = {
          id: String(before.id),
          version: snowflakes.next(),
          applicationId: application.id,
          guildId,
        };
        const stored = storedCommand(form, ids);
        application.commands.set(
          key,
          commands.map((command) => (command === before ? stored : command)),
        );
        return ok(stored);
      },
    },
    {
      method: 'DELETE',
      pattern: `${base}/:commandId`,
      handle: (request) => {
        const { application, key, commands } = scopeOf(request, parts);
        const gone = find(request);
        application.commands.set(
          key,
          commands.filter((command) => command !== gone),
        );
        return NO_CONTENT;
      },
    },
  ];
}

interface Scope {
  readonly application: ApplicationState;
  readonly key: string;
  readonly guildId: string | undefined;
  readonly commands: readonly JsonObject[];
}

function scopeOf(request: RestRequest, { world }: CommandRoutesParts): Scope {
  const application = caller(request);
  if (param(request, 'applicationId') !== application.id) {
    throw new RestError(403, 20_012, 'You are not authorized to perform this action on this application');
  }
  const guildId = request.params.get('guildId');
  if (guildId !== undefined && !world.guilds.get(guildId)?.applicationIds.has(application.id)) {
    throw new RestError(403, 50_001, 'Missing Access');
  }
  const key = guildId ?? GLOBAL_SCOPE;
  return { application, key, guildId, commands: application.commands.get(key) ?? [] };
}
