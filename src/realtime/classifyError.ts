import type { ParleyError } from '../errors.ts';
import {
  keyRefused,
  modelNotFound,
  noQuota,
  serverTrouble,
  serverWords,
  sessionLost,
  sessionRejected,
  wrongDialect,
} from './modelErrors.ts';
import type { Dialect } from './modelSettings.ts';
import type { ServerError } from './serverEvent.ts';

/** Never retried (realtime-protocol, rule 8), and what each means to a person. */
const FATAL_CODES: Readonly<Record<string, (detail: string) => ParleyError>> = {
  invalid_api_key: keyRefused,
  insufficient_quota: noQuota,
  account_deactivated: noQuota,
  billing_hard_limit_reached: noQuota,
  model_not_found: modelNotFound,
  beta_api_shape_disabled: (detail) => wrongDialect('ga', detail),
};

/** Errors that are part of normal life (rules 2 and 3): the thing to cancel, cut or delete was gone already. */
const HARMLESS_CODES: ReadonlySet<string> = new Set([
  'response_cancel_not_active',
  'item_delete_invalid_item_id',
  'item_truncate_invalid_item_id',
]);
const HARMLESS_WORDS = /already shorter than/i;

/** The server's own trouble: the same request may well succeed a moment later. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  'server_error',
  'internal_error',
  'rate_limit_exceeded',
  'rate_limit_error',
  'overloaded',
  'overloaded_error',
  'service_unavailable',
  'timeout',
]);

/** Fields of one dialect that only a server of the other one does not know. */
const GA_ONLY_FIELDS: ReadonlySet<string> = new Set([
  'session.type',
  'session.audio',
  'session.output_modalities',
]);
const BETA_ONLY_FIELDS: ReadonlySet<string> = new Set([
  'session.modalities',
  'session.voice',
  'session.input_audio_format',
  'session.output_audio_format',
]);

/** What an error event means for the session. */
export type ErrorVerdict =
  | { kind: 'fatal'; error: ParleyError }
  /** The session is over, a new one may be opened. */
  | { kind: 'lost'; error: ParleyError }
  | { kind: 'harmless' }
  | { kind: 'trouble'; error: ParleyError };

/** An error in few words, for logs: its code, its field, and what the server says without anything like a key. */
export function describeError(error: ServerError): string {
  const field = error.param === undefined ? '' : ` (${serverWords(error.param)})`;
  return `${serverWords(error.code ?? 'no code')}${field}: ${serverWords(error.message)}`;
}

/** The fatal error behind a code, where it is one that is never retried (rule 8). */
export function fatalError(error: ServerError): ParleyError | undefined {
  for (const code of [error.code, error.type]) {
    if (code === undefined || !Object.hasOwn(FATAL_CODES, code)) continue;
    return FATAL_CODES[code]?.(describeError(error));
  }
  return undefined;
}

/** May the request that this error answers be tried again with hope? */
export function isRetryable(error: ServerError | undefined): boolean {
  if (error === undefined) return true;
  return [error.code, error.type].some((code) => code !== undefined && RETRYABLE_CODES.has(code));
}

/** Judges an `error` event that answers none of our requests in particular. */
export function classifyError(error: ServerError): ErrorVerdict {
  const fatal = fatalError(error);
  if (fatal !== undefined) return { kind: 'fatal', error: fatal };
  if (error.code === 'session_expired')
    return { kind: 'lost', error: sessionLost('it reached its age limit') };
  if ((error.code !== undefined && HARMLESS_CODES.has(error.code)) || HARMLESS_WORDS.test(error.message)) {
    return { kind: 'harmless' };
  }
  return { kind: 'trouble', error: serverTrouble(describeError(error), isRetryable(error)) };
}

/** Judges an error that answers our `session.update`: without our settings there is no conversation. */
export function classifyRejectedSession(error: ServerError, dialect: Dialect): ErrorVerdict {
  const fatal = fatalError(error);
  if (fatal !== undefined) return { kind: 'fatal', error: fatal };
  if (RETRYABLE_CODES.has(error.code ?? '') || error.code === 'session_expired') {
    return { kind: 'lost', error: sessionLost(describeError(error)) };
  }
  const detail = describeError(error);
  if (error.param !== undefined) {
    if (dialect === 'ga' && GA_ONLY_FIELDS.has(error.param) && isUnknownField(error)) {
      return { kind: 'fatal', error: wrongDialect('beta', detail) };
    }
    if (dialect === 'beta' && BETA_ONLY_FIELDS.has(error.param) && isUnknownField(error)) {
      return { kind: 'fatal', error: wrongDialect('ga', detail) };
    }
    if (dialect === 'beta' && error.param === 'session.type') {
      return { kind: 'fatal', error: wrongDialect('ga', detail) };
    }
  }
  return { kind: 'fatal', error: sessionRejected(error.param, detail) };
}

/**
 * A lenient server takes the other dialect's `session.update`, understands nothing of it, and answers with its own shape:
 * the conversation would run with a strange voice and no tools.
 * @param session The `session` of `session.updated`.
 * @returns The dialect that the server speaks, if it is plainly not the one that was spoken.
 */
export function otherDialectOf(session: Record<string, unknown>, spoken: Dialect): Dialect | undefined {
  const ga = 'audio' in session || 'output_modalities' in session;
  const beta = 'modalities' in session || 'input_audio_format' in session;
  if (ga === beta) return undefined;
  const speaks: Dialect = ga ? 'ga' : 'beta';
  return speaks === spoken ? undefined : speaks;
}

function isUnknownField(error: ServerError): boolean {
  return error.code === 'unknown_parameter' || /unknown|unrecogni[sz]ed|unexpected/i.test(error.message);
}
