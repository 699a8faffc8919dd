import type { JsonObject } from './jsonObject.ts';
import type { ApplicationState } from './worldState.ts';

/** A request that has found its route. */
export interface RestRequest {
  readonly method: string;
  /** Decoded path parameters; {@link param} reads them. */
  readonly params: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Uploaded files, as attachments in wire form. */
  readonly files: readonly JsonObject[];
  readonly application: ApplicationState | undefined;
}

/** `body` undefined: 204 without a content type. */
export interface RestReply {
  readonly status: number;
  readonly body: unknown;
}

/** One thing that the REST API can do. */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Such as `/guilds/:guildId/members/:userId`. */
  readonly pattern: string;
  /** False for routes whose path carries the credential. */
  readonly open?: boolean;
  readonly handle: (request: RestRequest) => RestReply;
}

export function ok(body: unknown): RestReply {
  return { status: 200, body };
}

export const NO_CONTENT: RestReply = { status: 204, body: undefined };

/** A parameter of the route's own pattern. Throws if the pattern has none of that name. */
export function param(request: RestRequest, name: string): string {
  const value = request.params.get(name);
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

/** Whose token it was. Throws on a route that is open. */
export function caller(request: RestRequest): ApplicationState {
  if (request.application === undefined) throw new Error('the route is open to all');
  return request.application;
}

/** The parameters of a path that fits the pattern, segment by segment; `undefined` if it does not fit. */
export function matchPath(pattern: string, path: string): Map<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith(':')) params.set(segment.slice(1), value);
    else if (segment !== value) return undefined;
  }
  return params;
}
