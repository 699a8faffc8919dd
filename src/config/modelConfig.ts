import type { ModelSettings, NoiseReduction, TurnDetection } from '../realtime/modelSettings.ts';
import type { EnvironmentReader } from './environmentReader.ts';
import { isReadableOnTheWay } from './loopback.ts';
import { address, anyText, choice, decimal, flag, headers, line, secret, whole } from './schemas.ts';

/** The word in `REALTIME_URL` that asks for the model that runs inside Parley; also the url until `main` knows its port. */
export const EMBEDDED = 'embedded';

/** The word that switches an optional part off, beside the empty text. */
const OFF = 'none';

const MINUTE_MS = 60_000;

/** Model defaults: what api.openai.com recommends today (realtime-protocol.md, "Which dialect" and "Session"). */
const DEFAULTS = {
  url: 'wss://api.openai.com/v1/realtime',
  model: 'gpt-realtime-2.1',
  voice: 'marin',
  transcriptionModel: 'gpt-transcribe',
  noiseReduction: 'near_field',
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  silenceDurationMs: 500,
  speed: 1,
  /** api.openai.com ends a session after 60 (realtime-protocol.md, rule 6). */
  sessionMinutes: 55,
  instructions:
    'You are Parley, a friendly voice in a Discord voice channel, and several people may talk to you. ' +
    'Keep answers short and natural, as one does when talking. Answer in the language you are spoken to. ' +
    'When you did not understand something, say so and ask.',
} as const;

/** Who decides that a person has finished: Parley itself (`speculative`), or the model's VAD. */
const VAD_KINDS = ['speculative', 'server', 'semantic'] as const;

/** `.env.example` shows the same. */
export const DEFAULT_VAD_KIND: (typeof VAD_KINDS)[number] = 'speculative';

/** Everything about the model that the environment decides; the tools are the program's. */
export type ModelConfig = Omit<ModelSettings, 'tools'>;

/** Reads the `REALTIME_*` variables and the key; what is wrong is noted at the reader. */
export function readModelConfig(reader: EnvironmentReader): ModelConfig {
  const dialect = reader.value('REALTIME_DIALECT', choice(['ga', 'beta']), 'ga');
  const url = readUrl(reader);
  return {
    url,
    dialect,
    headers: readHeaders(reader, url),
    model: reader.value('REALTIME_MODEL', line, DEFAULTS.model),
    voice: reader.value('REALTIME_VOICE', line, DEFAULTS.voice),
    instructions: reader.value('REALTIME_INSTRUCTIONS', anyText, DEFAULTS.instructions),
    transcriptionModel: readTranscriptionModel(reader),
    noiseReduction: readNoiseReduction(reader),
    turnDetection: readTurnDetection(reader),
    toolChoice: reader.value('REALTIME_TOOL_CHOICE', choice(['auto', 'none', 'required']), 'auto'),
    temperature: readTemperature(reader, dialect),
    maxOutputTokens: readMaxOutputTokens(reader),
    speed: reader.value('REALTIME_SPEED', decimal(0.25, 1.5), DEFAULTS.speed),
    sessionLimitMs:
      reader.value('REALTIME_SESSION_MINUTES', decimal(0.05, 1440), DEFAULTS.sessionMinutes) * MINUTE_MS,
  };
}

function readUrl(reader: EnvironmentReader): string {
  if (reader.text('REALTIME_URL') === EMBEDDED) return EMBEDDED;
  return reader.value('REALTIME_URL', address(['wss:', 'ws:']), DEFAULTS.url);
}

function readHeaders(reader: EnvironmentReader, url: string): Record<string, string> {
  const key = reader.value('OPENAI_API_KEY', secret, '');
  const given = reader.value<Record<string, string> | undefined>('REALTIME_HEADERS', headers, undefined);
  // The embedded model asks for no key, so none is given to it.
  if (url === EMBEDDED) return {};
  const headersSet = reader.text('REALTIME_HEADERS') !== undefined && reader.text('REALTIME_HEADERS') !== '';
  if (!headersSet && !reader.text('OPENAI_API_KEY')) reader.problem('OPENAI_API_KEY', 'is missing');
  const sent = given ?? (key === '' ? {} : { Authorization: `Bearer ${key}` });
  if (Object.keys(sent).length > 0 && isReadableOnTheWay(url)) {
    reader.problem('REALTIME_URL', 'would send the key unencrypted over the network: use wss://');
  }
  return sent;
}

function readTranscriptionModel(reader: EnvironmentReader): string | undefined {
  const text = reader.text('REALTIME_TRANSCRIPTION_MODEL');
  if (text === '' || text === OFF) return undefined;
  return reader.value('REALTIME_TRANSCRIPTION_MODEL', line, DEFAULTS.transcriptionModel);
}

function readNoiseReduction(reader: EnvironmentReader): NoiseReduction | undefined {
  const text = reader.text('REALTIME_NOISE_REDUCTION');
  if (text === '' || text === OFF) return undefined;
  const kinds = choice(['near_field', 'far_field']);
  return reader.value('REALTIME_NOISE_REDUCTION', kinds, DEFAULTS.noiseReduction);
}

/**
 * `undefined` for `speculative`: the model's VAD is off. Every kind's variables are read whatever the kind, so that a wrong one
 * shows before the kind is switched.
 */
function readTurnDetection(reader: EnvironmentReader): TurnDetection | undefined {
  const kind = reader.value('REALTIME_VAD', choice(VAD_KINDS), DEFAULT_VAD_KIND);
  const threshold = reader.value('REALTIME_VAD_THRESHOLD', decimal(0, 1), DEFAULTS.vadThreshold);
  const prefixPaddingMs = reader.value(
    'REALTIME_VAD_PREFIX_PADDING_MS',
    whole(0, 5000),
    DEFAULTS.prefixPaddingMs,
  );
  const silenceDurationMs = reader.value(
    'REALTIME_VAD_SILENCE_DURATION_MS',
    whole(50, 10_000),
    DEFAULTS.silenceDurationMs,
  );
  const eagerness = reader.value('REALTIME_VAD_EAGERNESS', choice(['low', 'medium', 'high', 'auto']), 'auto');
  const createResponse = reader.value('REALTIME_VAD_CREATE_RESPONSE', flag, true);
  const interruptResponse = reader.value('REALTIME_VAD_INTERRUPT_RESPONSE', flag, true);
  if (kind === 'speculative') return undefined;
  if (kind === 'semantic') return { kind, eagerness, createResponse, interruptResponse };
  return { kind, threshold, prefixPaddingMs, silenceDurationMs, createResponse, interruptResponse };
}

/** A setting the server would never get is refused: silently ignoring it would leave its owner guessing. */
function readTemperature(reader: EnvironmentReader, dialect: ModelSettings['dialect']): number | undefined {
  const temperature = reader.value<number | undefined>('REALTIME_TEMPERATURE', decimal(0.6, 1.2), undefined);
  if (temperature === undefined || dialect === 'beta') return temperature;
  reader.problem('REALTIME_TEMPERATURE', 'is set, but the ga dialect has no temperature: remove it');
  return undefined;
}

function readMaxOutputTokens(reader: EnvironmentReader): number | undefined {
  if (reader.text('REALTIME_MAX_OUTPUT_TOKENS') === 'inf') return undefined;
  const tokens = whole(1, Number.MAX_SAFE_INTEGER);
  return reader.value<number | undefined>('REALTIME_MAX_OUTPUT_TOKENS', tokens, undefined);
}
