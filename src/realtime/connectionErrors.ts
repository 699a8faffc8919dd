import { z } from 'zod';
import type { ParleyError } from '../errors.ts';
import { readAs } from '../readAs.ts';
import { describeError, fatalError } from './classifyError.ts';
import {
  connectionRefused,
  keyRefused,
  modelNotFound,
  noQuota,
  serverWords,
  sessionLost,
  unreachable,
  wrongDialect,
} from './modelErrors.ts';
import type { Dialect } from './modelSettings.ts';
import type { ServerError } from './serverEvent.ts';
import { wireErrorDetail } from './wireEvents.ts';

/** realtime-protocol, rule 8. */
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Too many requests, and too many for now: these may say when to come again. */
const BUSY_STATUS: ReadonlySet<number> = new Set([429, 503]);

/** Close codes: OpenAI's own for a refused dialect, and the registered ones for "who are you?". */
const CLOSE_INVALID_REQUEST = 4000;
const CLOSE_UNAUTHORIZED = 3000;
const CLOSE_FORBIDDEN = 3003;

const refusalBody = z.object({ error: z.union([wireErrorDetail, z.string()]) });

/**
 * Why an upgrade was refused, as an error whose `retryable` tells whether to come again.
 * @param body The answer's beginning, as far as it was read.
 */
export function upgradeRefusal(status: number, body: string): ParleyError {
  const detail = errorInBody(body);
  const words = detail === undefined ? `HTTP ${status}` : `HTTP ${status}, ${describeError(detail)}`;
  const fatal = detail === undefined ? undefined : fatalError(detail);
  if (fatal !== undefined) return fatal;
  if (status === 401 || status === 403) return keyRefused(words);
  if (status === 402) return noQuota(words);
  if (status === 404) return modelNotFound(words);
  return RETRYABLE_STATUS.has(status) ? unreachable(words) : connectionRefused(words);
}

/**
 * How long the server asks to be left alone, in ms. Seconds are understood, and only where there is a queue to wait in; the
 * header's other form, a date, would need two clocks that agree.
 * @param retryAfter The `Retry-After` header.
 */
export function retryAfterMs(status: number, retryAfter: string | undefined): number | undefined {
  const seconds = retryAfter?.trim() ?? '';
  return BUSY_STATUS.has(status) && /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
}

/** Why an open socket was closed by the other side; the reason's words may name one of the codes that are never retried. */
export function closeError(code: number, reason: string, dialect: Dialect, cause?: unknown): ParleyError {
  const words = `closed with ${code}${reason === '' ? '' : `, ${serverWords(reason)}`}`;
  for (const word of reason.split(/[^a-z_]+/)) {
    const fatal = fatalError({
      code: word,
      type: undefined,
      message: words,
      param: undefined,
      eventId: undefined,
    });
    if (fatal !== undefined) return fatal;
  }
  if (code === CLOSE_INVALID_REQUEST && dialect === 'beta') return wrongDialect('ga', words);
  if (code === CLOSE_UNAUTHORIZED || code === CLOSE_FORBIDDEN) return keyRefused(words);
  return sessionLost(words, cause);
}

function errorInBody(body: string): ServerError | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const parsed = readAs(refusalBody, json);
  if (!parsed.success) return undefined;
  const { error } = parsed.data;
  if (typeof error === 'string') {
    return { code: undefined, type: undefined, message: error, param: undefined, eventId: undefined };
  }
  return {
    code: error.code ?? error.type ?? undefined,
    type: error.type ?? undefined,
    message: error.message,
    param: error.param ?? undefined,
    eventId: error.event_id ?? undefined,
  };
}
