import { type Logger as PinoLogger, pino } from 'pino';

/** The structured log every part writes to. Never give it tokens, keys, speech or transcripts. */
export type Logger = PinoLogger;

/** The levels `LOG_LEVEL` may name. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Keys whose values never reach the log, wherever a careless call might put them. */
const REDACTED = [
  'token',
  'authorization',
  'apiKey',
  'api_key',
  'key',
  'headers',
  'transcript',
  'audio',
  'secret_key',
];

/** Makes the root log: one JSON line an entry on standard output. */
export function createLogger(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  });
}

/** A log that keeps nothing, for parts under test. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
