import { ParleyError } from '../errors.ts';
import type { Dialect } from './modelSettings.ts';

/** How much of a server's own words is kept in an error's message: for the log, never for people. */
const MAX_SERVER_WORDS = 200;

/** A field name as a person may be shown it: `session.audio.output.voice`, `session.tools[0].name`. */
const FIELD_NAME = /^[\w.[\]-]{1,80}$/;

/** What looks like a key is cut out: some servers repeat (part of) the key they refuse. */
const KEY_LIKE = /\b(?:sk|pk|xai|ek)[-_][^\s"']+|Bearer\s+\S+/gi;

/** A server's own words, short enough for a log line and without anything that looks like a key. */
export function serverWords(words: string): string {
  return words.slice(0, MAX_SERVER_WORDS).replace(KEY_LIKE, '[redacted]');
}

/** The key was refused (HTTP 401/403, `invalid_api_key`). */
export function keyRefused(detail: string): ParleyError {
  return new ParleyError(`the model's server refused the key: ${detail}`, {
    code: 'model_key_refused',
    tellPerson:
      "The model's server refused my key. Whoever runs this bot should check OPENAI_API_KEY (or REALTIME_HEADERS).",
  });
}

/** The account behind the key has no money or quota left, or was closed. */
export function noQuota(detail: string): ParleyError {
  return new ParleyError(`the account has no quota: ${detail}`, {
    code: 'model_no_quota',
    tellPerson:
      "The account I use for the model has no credit left. Whoever runs this bot should check the provider's billing page.",
  });
}

/** The server speaks the other dialect. */
export function wrongDialect(speaks: Dialect, detail: string): ParleyError {
  return new ParleyError(`the server speaks the ${speaks} dialect: ${detail}`, {
    code: 'model_wrong_dialect',
    tellPerson: `The model's server does not speak this dialect: switch the dialect to ${speaks} (REALTIME_DIALECT=${speaks}).`,
  });
}

/** No such model or no such address. */
export function modelNotFound(detail: string): ParleyError {
  return new ParleyError(`the model was not found: ${detail}`, {
    code: 'model_not_found',
    tellPerson:
      'The model or its address was not found. Whoever runs this bot should check REALTIME_MODEL and REALTIME_URL.',
  });
}

/** The server refused our `session.update`. `param` is the field it named. */
export function sessionRejected(param: string | undefined, detail: string): ParleyError {
  const field = param !== undefined && FIELD_NAME.test(param) ? param : undefined;
  return new ParleyError(`the session settings were refused (${field ?? 'no field named'}): ${detail}`, {
    code: 'model_session_rejected',
    tellPerson:
      field === undefined
        ? 'The model did not accept my settings. Whoever runs this bot should check the REALTIME_ settings.'
        : `The model did not accept one of my settings: ${field}. Whoever runs this bot should check the REALTIME_ settings.`,
  });
}

/** Nobody answered, or not in time. */
export function unreachable(detail: string, cause?: unknown): ParleyError {
  return new ParleyError(`the model is unreachable: ${detail}`, {
    code: 'model_unreachable',
    retryable: true,
    tellPerson: 'I cannot reach the model right now. Please try again in a minute.',
    cause,
  });
}

/** A server answered, but not as one that speaks this protocol at this address. */
export function connectionRefused(detail: string): ParleyError {
  return new ParleyError(`the model's server refused the connection: ${detail}`, {
    code: 'model_unreachable',
    tellPerson:
      "The model's server refused the connection. Whoever runs this bot should check REALTIME_URL and REALTIME_MODEL.",
  });
}

/** The address or the headers cannot be used at all. */
export function unusableAddress(detail: string): ParleyError {
  return new ParleyError(`the model's address or headers cannot be used: ${detail}`, {
    code: 'config_invalid',
    tellPerson:
      "The model's address is not usable. Whoever runs this bot should check REALTIME_URL and REALTIME_HEADERS.",
  });
}

/** The socket was lost after it had been open. */
export function sessionLost(detail: string, cause?: unknown): ParleyError {
  return new ParleyError(`the session was lost: ${detail}`, {
    code: 'model_session_lost',
    retryable: true,
    tellPerson: 'I lost the connection to the model. Please give me a moment, or try /join again.',
    cause,
  });
}

/** An answer that was asked for did not come. */
export function noAnswer(detail: string): ParleyError {
  return new ParleyError(`the model did not answer: ${detail}`, {
    code: 'model_protocol',
    retryable: true,
    tellPerson: 'The model did not answer. Please say that again.',
  });
}

/** Too much was asked for in a short time; the same is asked for again. */
export function rateLimited(detail: string): ParleyError {
  return new ParleyError(`the model's rate limit is reached: ${detail}`, {
    code: 'model_protocol',
    retryable: true,
    tellPerson:
      'I have reached the limit of what I may ask the model in a minute. My answer takes a moment longer.',
  });
}

/** A server error that ends nothing. */
export function serverTrouble(detail: string, retryable: boolean): ParleyError {
  return new ParleyError(`the model's server reported: ${detail}`, {
    code: 'model_protocol',
    retryable,
    tellPerson: 'The model had trouble with the last request. If the answer is missing, please say it again.',
  });
}
