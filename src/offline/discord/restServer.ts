import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { FaultPlan, RestFault } from './faultPlan.ts';
import { invalidForm } from './formErrors.ts';
import type { GatewayServer } from './gatewayServer.ts';
import { RateLimits, type RateVerdict } from './rateLimits.ts';
import { API_VERSION } from './readyPayload.ts';
import { type RestBody, readBody } from './restBody.ts';
import { RestError } from './restError.ts';
import { matchPath, type RestReply, type RestRequest, type RestRoute } from './restRoute.ts';
import { isSnowflake } from './snowflake.ts';
import type { WireRecording } from './wireRecording.ts';
import type { ApplicationState, WorldState } from './worldState.ts';

const HOST = '127.0.0.1';
/** Base path of the REST API; discord.js's `rest.api` includes it, the version follows. */
const API_PATH = '/api';
const NAMED_IDS: ReadonlySet<string> = new Set(['@me', '@original']);

export interface RestServerParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly routes: readonly RestRoute[];
  readonly faults: FaultPlan;
  readonly recording: WireRecording;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The HTTP server: finds the route, checks the token, carries out faults, and answers as Discord does. */
export class RestServer {
  readonly #parts: RestServerParts;
  readonly #server: Server;
  readonly #rates: RateLimits;
  readonly #late = new Set<CancelTimer>();

  constructor(parts: RestServerParts) {
    this.#parts = parts;
    this.#rates = new RateLimits(parts.clock);
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('upgrade', (request, socket, head) => parts.gateway.handleUpgrade(request, socket, head));
  }

  /** Listens on a free port of 127.0.0.1 and answers it. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, HOST, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return addressOf(this.#server).port;
  }

  async stop(): Promise<void> {
    for (const cancel of this.#late) cancel();
    this.#late.clear();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { recording, faults } = this.#parts;
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', 'http://local');
    const path = apiPath(url.pathname) ?? url.pathname;
    const application = this.#authorized(request.headers.authorization);
    const { body, files, problem } = await bodyOf(request);
    const exchange = recording.noteRequest(method, path, application?.id, body);
    const fault = faults.takeRest(`${method} ${path}`);
    if (fault?.kind === 'cut') {
      request.socket.destroy();
      return;
    }
    const rate = this.#rates.count(`${method} ${path}`);
    const asked = { method, query: url.searchParams, body, files, application };
    const reply =
      faultReply(fault) ??
      rateReply(rate) ??
      this.#reply(() => {
        if (problem !== undefined) throw problem;
        return this.#route(path, asked);
      });
    recording.noteAnswer(exchange, method, path, reply.status, reply.body);
    const respond = (): void => send(response, reply, rate?.headers ?? {});
    if (fault?.kind === 'slow') this.#later(fault.delayMs, respond);
    else respond();
  }

  #reply(handle: () => RestReply): RestReply {
    try {
      return handle();
    } catch (thrown) {
      if (!(thrown instanceof RestError)) this.#parts.log.warn({ err: thrown }, 'a REST route failed');
      return errorReply(thrown);
    }
  }

  #route(path: string, asked: Omit<RestRequest, 'params'>): RestReply {
    for (const route of this.#parts.routes) {
      const params = route.method === asked.method ? matchPath(route.pattern, path) : undefined;
      if (params === undefined) continue;
      if (route.open !== true && asked.application === undefined) {
        throw new RestError(401, 0, '401: Unauthorized');
      }
      checkIds(params);
      return route.handle({ ...asked, params });
    }
    this.#parts.recording.noteUnknownRoute(asked.method, path);
    throw new RestError(404, 0, '404: Not Found');
  }

  #authorized(header: string | undefined): ApplicationState | undefined {
    const token = header?.match(/^Bot (.+)$/)?.[1];
    return token === undefined ? undefined : this.#parts.world.applicationByToken(token);
  }

  #later(delayMs: number, respond: () => void): void {
    const cancel = this.#parts.clock.after(delayMs, () => {
      this.#late.delete(cancel);
      respond();
    });
    this.#late.add(cancel);
  }
}

/** The decoded path below `/api/v10`, or `undefined` if it is no path of this API. */
function apiPath(pathname: string): string | undefined {
  const prefix = `${API_PATH}/v${API_VERSION}`;
  if (!pathname.startsWith(`${prefix}/`)) return undefined;
  try {
    return pathname.slice(prefix.length).split('/').map(decodeURIComponent).join('/');
  } catch {
    return undefined;
  }
}

function checkIds(params: ReadonlyMap<string, string>): void {
  for (const [name, value] of params) {
    if (!name.endsWith('Id') || isSnowflake(value) || NAMED_IDS.has(value)) continue;
    const path = [name.replace(/Id$/, '_id')];
    throw invalidForm([{ path, code: 'NUMBER_TYPE_COERCE', message: `Value "${value}" is not snowflake.` }]);
  }
}

/** The body, or what is wrong with it: a bad body is answered like any other refusal. */
async function bodyOf(request: IncomingMessage): Promise<RestBody & { problem?: RestError }> {
  try {
    return await readBody(request);
  } catch (thrown) {
    const problem = thrown instanceof RestError ? thrown : new RestError(400, 0, '400: Bad Request');
    return { body: undefined, files: [], problem };
  }
}

function rateReply(rate: RateVerdict | undefined): RestReply | undefined {
  if (rate?.refused !== true) return undefined;
  const body = { message: 'You are being rate limited.', retry_after: rate.retryAfterS, global: false };
  return { status: 429, body };
}

function faultReply(fault: RestFault | undefined): RestReply | undefined {
  if (fault?.kind === 'rateLimit') {
    const body = {
      message: 'You are being rate limited.',
      retry_after: fault.retryAfterS,
      global: fault.global ?? false,
    };
    return { status: 429, body };
  }
  if (fault?.kind === 'error') {
    const message = fault.message ?? `${fault.status}: Internal Server Error`;
    return { status: fault.status, body: { message, code: fault.code ?? 0 } };
  }
  return undefined;
}

function errorReply(thrown: unknown): RestReply {
  if (thrown instanceof RestError) return { status: thrown.status, body: thrown.body };
  return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
}

function send(response: ServerResponse, reply: RestReply, rate: Readonly<Record<string, string>>): void {
  if (response.destroyed) return;
  if (reply.body === undefined) {
    // A 204 must carry no content type: clients would try to parse what is not there.
    response.writeHead(reply.status, rate).end();
    return;
  }
  const bytes = Buffer.from(JSON.stringify(reply.body));
  const headers: Record<string, string | number> = {
    ...rate,
    'content-type': 'application/json',
    'content-length': bytes.length,
  };
  const { retry_after: retryAfter, global } = limitOf(reply);
  if (retryAfter !== undefined) {
    headers['retry-after'] = Math.ceil(retryAfter);
    headers['x-ratelimit-scope'] = global ? 'global' : 'user';
    headers['x-ratelimit-reset-after'] = retryAfter;
    if (global) headers['x-ratelimit-global'] = 'true';
  }
  response.writeHead(reply.status, headers).end(bytes);
}

function limitOf(reply: RestReply): { retry_after?: number; global?: boolean } {
  return reply.status === 429 && typeof reply.body === 'object' && reply.body !== null ? reply.body : {};
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the REST server does not listen');
  return address;
}
