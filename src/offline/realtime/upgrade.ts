import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UpgradeRefusal } from './faults.ts';
import type { RealtimeDialect } from './sessionConfig.ts';

/** What decides whether a client may open a session, and in which dialect. */
export interface UpgradeRules {
  /** The key a client must show; `undefined` takes any, or none. */
  requiredKey: string | undefined;
  /** Known models; `undefined` knows all. */
  models: readonly string[] | undefined;
  dialects: readonly RealtimeDialect[];
}

/** What a client asked for in its upgrade. */
export type UpgradeVerdict =
  | { kind: 'refused'; refusal: UpgradeRefusal }
  | { kind: 'accepted'; model: string; dialect: RealtimeDialect }
  /** Accepted by HTTP, then told off over the socket: the beta dialect was removed, or no model was named. */
  | { kind: 'unusable'; code: 'beta_api_shape_disabled' | 'missing_model'; message: string };

const PATH = /\/realtime\/?$/;
const KEY_PROTOCOL = 'openai-insecure-api-key.';
const BETA_PROTOCOL = 'openai-beta.realtime-v1';

/** Judges an upgrade request as the service would. */
export function judgeUpgrade(request: IncomingMessage, rules: UpgradeRules): UpgradeVerdict {
  const url = new URL(request.url ?? '/', 'ws://127.0.0.1');
  if (!PATH.test(url.pathname))
    return refused(404, 'invalid_request_error', 'not_found', `Invalid URL (GET ${url.pathname})`);
  const protocols = subprotocols(request);
  const key = shownKey(request, protocols);
  if (rules.requiredKey !== undefined && key !== rules.requiredKey) {
    const message =
      key === undefined
        ? 'Missing bearer or basic authentication in header'
        : 'Incorrect API key provided. Check the key and try again.';
    return refused(401, 'invalid_request_error', 'invalid_api_key', message);
  }
  const model = url.searchParams.get('model') ?? url.searchParams.get('deployment') ?? '';
  if (model === '')
    return { kind: 'unusable', code: 'missing_model', message: 'You must provide a model parameter.' };
  if (rules.models !== undefined && !rules.models.includes(model)) {
    const message = `The model \`${model}\` does not exist or you do not have access to it.`;
    return refused(404, 'invalid_request_error', 'model_not_found', message);
  }
  const asksBeta =
    request.headers['openai-beta']?.includes('realtime=v1') === true || protocols.includes(BETA_PROTOCOL);
  if (!rules.dialects.includes('ga')) return { kind: 'accepted', model, dialect: 'beta' };
  if (!asksBeta) return { kind: 'accepted', model, dialect: 'ga' };
  if (rules.dialects.includes('beta')) return { kind: 'accepted', model, dialect: 'beta' };
  const message =
    'The Realtime Beta API is no longer supported. Please use /v1/realtime without the OpenAI-Beta header.';
  return { kind: 'unusable', code: 'beta_api_shape_disabled', message };
}

/** Answers an upgrade with a plain HTTP response and ends the connection. */
export function refuseUpgrade(socket: Duplex, refusal: UpgradeRefusal): void {
  const error = {
    type: 'invalid_request_error',
    code: null,
    message: 'Refused.',
    param: null,
    ...refusal.error,
  };
  const body = JSON.stringify({ error });
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
    ...refusal.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Refused'}`;
  socket.end(`${[status, ...lines].join('\r\n')}\r\n\r\n${body}`);
}

function refused(status: number, type: string, code: string, message: string): UpgradeVerdict {
  return { kind: 'refused', refusal: { status, error: { type, code, message } } };
}

function shownKey(request: IncomingMessage, protocols: readonly string[]): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const apiKey = request.headers['api-key'];
  const protocol = protocols.find((one) => one.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length);
  return bearer ?? (typeof apiKey === 'string' ? apiKey : undefined) ?? protocol;
}

function subprotocols(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
}
