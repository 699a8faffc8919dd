import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { readDiscordConfig } from '../src/config/discordConfig.ts';
import { readEndings } from '../src/config/endingsConfig.ts';
import { EnvironmentReader } from '../src/config/environmentReader.ts';
import { readMaxConversations } from '../src/config/maxConversations.ts';
import { DEFAULT_VAD_KIND, readModelConfig } from '../src/config/modelConfig.ts';
import { readMoneyConfig } from '../src/config/moneyConfig.ts';
import { readStorePlace } from '../src/config/storeConfig.ts';
import { readToolSettings } from '../src/config/toolConfig.ts';
import { readTurnSettings } from '../src/config/turnConfig.ts';
import { VARIABLES } from '../src/config/variables.ts';
import { loadConfig, readEnvironment } from '../src/config.ts';
import { ParleyError } from '../src/errors.ts';

const KEYS = { DISCORD_TOKEN: 'discord.secret.token', OPENAI_API_KEY: 'sk-secret' };

function complaint(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ParleyError) {
      expect(error.code).toBe('config_invalid');
      return error.message;
    }
    throw error;
  }
  throw new Error('no problem was found');
}

describe('loadConfig', () => {
  it('needs two secrets and fills in everything else', () => {
    const config = loadConfig(KEYS);
    expect(config.discord).toEqual({
      token: KEYS.DISCORD_TOKEN,
      guildId: undefined,
      apiUrl: undefined,
      readThreads: false,
    });
    expect(config.embedded).toBe(false);
    expect(config.turnMode).toBe('full-duplex');
    expect(config.logLevel).toBe('info');
    expect(config.model).toMatchObject({
      url: 'wss://api.openai.com/v1/realtime',
      dialect: 'ga',
      headers: { Authorization: 'Bearer sk-secret' },
      model: 'gpt-realtime-2.1',
      voice: 'marin',
      transcriptionModel: 'gpt-transcribe',
      noiseReduction: 'near_field',
      toolChoice: 'auto',
      temperature: undefined,
      maxOutputTokens: undefined,
      speed: 1,
      sessionLimitMs: 55 * 60_000,
    });
    expect(config.turns).toEqual({
      speculate: true,
      confirmMs: 250,
      duckDb: -12,
      pauseAfterMs: 250,
      interruptAfterMs: 600,
      answerMode: 'auto',
      answerWindowMs: 12_000,
      botNames: ['Parley'],
    });
  });

  it('fills in everything about the VAD of the server', () => {
    expect(loadConfig({ ...KEYS, REALTIME_VAD: 'server' }).model.turnDetection).toEqual({
      kind: 'server',
      threshold: 0.5,
      prefixPaddingMs: 300,
      silenceDurationMs: 500,
      createResponse: true,
      interruptResponse: true,
    });
  });

  it('switches the VAD of the model off when the end of a turn is decided here', () => {
    const { model } = loadConfig({ ...KEYS, REALTIME_VAD: 'speculative', REALTIME_VAD_THRESHOLD: '0.4' });
    expect(model).toHaveProperty('turnDetection', undefined);
  });

  it('has a VAD of its own choice when none is chosen', () => {
    expect(loadConfig(KEYS)).toEqual(loadConfig({ ...KEYS, REALTIME_VAD: DEFAULT_VAD_KIND }));
  });

  it.each([
    ['0', '0', '0'],
    ['2000', '-60', '600000'],
    ['1', '-7.5', '1'],
  ])('takes %s ms to confirm, a gain of %s dB and a window of %s ms', (confirm, duck, window) => {
    const { turns } = loadConfig({
      ...KEYS,
      TURN_CONFIRM_MS: confirm,
      TURN_DUCK_DB: duck,
      ANSWER_WINDOW_MS: window,
    });
    expect(turns).toMatchObject({
      confirmMs: Number(confirm),
      duckDb: Number(duck),
      answerWindowMs: Number(window),
    });
  });

  it.each([
    ['Parley', ['Parley']],
    [' Hey Parley ,パーレイ,Pearl', ['Hey Parley', 'パーレイ', 'Pearl']],
  ])('takes the names in "%s"', (text, names) => {
    expect(loadConfig({ ...KEYS, BOT_NAMES: text }).turns.botNames).toEqual(names);
  });

  it.each([
    ['Parley,', 'empty name'],
    ['Parley,,Pearl', 'empty name'],
    [',', 'empty name'],
    ['***', 'without letters'],
    ['x'.repeat(65), 'long name'],
    [Array(21).fill('Pearl').join(','), 'more than 20 names'],
  ])('refuses the names in "%s"', (text, why) => {
    expect(complaint({ ...KEYS, BOT_NAMES: text })).toMatch(new RegExp(`BOT_NAMES .*${why}`));
  });

  it('says so when an answer would be cut before it is paused', () => {
    expect(complaint({ ...KEYS, TURN_PAUSE_AFTER_MS: '800' })).toContain(
      'TURN_INTERRUPT_AFTER_MS is less than TURN_PAUSE_AFTER_MS',
    );
    expect(loadConfig({ ...KEYS, TURN_PAUSE_AFTER_MS: '600' }).turns.pauseAfterMs).toBe(600);
  });

  it('takes every setting of the beta dialect', () => {
    const config = loadConfig({
      ...KEYS,
      DISCORD_GUILD_ID: '123456789012345678',
      DISCORD_API_URL: 'http://127.0.0.1:4000/api/',
      REALTIME_URL: 'ws://127.0.0.1:8080/v1/realtime',
      REALTIME_MODEL: 'qwen-omni',
      REALTIME_DIALECT: 'beta',
      REALTIME_HEADERS: '{"api-key":"abc"}',
      REALTIME_VOICE: 'cedar',
      REALTIME_INSTRUCTIONS: 'Speak like a pirate.\nAlways.',
      REALTIME_TRANSCRIPTION_MODEL: 'whisper-1',
      REALTIME_NOISE_REDUCTION: 'far_field',
      REALTIME_VAD: 'server',
      REALTIME_VAD_THRESHOLD: '0.8',
      REALTIME_VAD_PREFIX_PADDING_MS: '200',
      REALTIME_VAD_SILENCE_DURATION_MS: '700',
      REALTIME_VAD_CREATE_RESPONSE: 'false',
      REALTIME_VAD_INTERRUPT_RESPONSE: 'false',
      REALTIME_TOOL_CHOICE: 'required',
      REALTIME_TEMPERATURE: '0.7',
      REALTIME_MAX_OUTPUT_TOKENS: '4096',
      REALTIME_SPEED: '1.25',
      REALTIME_SESSION_MINUTES: '1.5',
      TURN_MODE: 'half-duplex',
      TURN_SPECULATION: 'false',
      TURN_CONFIRM_MS: '300',
      TURN_DUCK_DB: '-20',
      TURN_PAUSE_AFTER_MS: '400',
      TURN_INTERRUPT_AFTER_MS: '900',
      ANSWER_MODE: 'addressed',
      ANSWER_WINDOW_MS: '5000',
      BOT_NAMES: 'Polly, Hey Polly',
      DATABASE_URL: 'postgresql://parley:secret@127.0.0.1:5432/parley?sslmode=disable',
      TOOLS_DIR: './my-tools',
      MCP_CONFIG: './mcp.json',
      PRICES_FILE: './prices.json',
      LIMIT_CONVERSATION_USD: '0.5',
      LIMIT_CONVERSATION_MINUTES: '30',
      LIMIT_USER_DAY_USD: '1',
      LIMIT_USER_DAY_MINUTES: '0',
      LIMIT_SERVER_DAY_USD: '5',
      LIMIT_SERVER_DAY_MINUTES: '240',
      LIMIT_SERVER_MONTH_USD: '50',
      LIMIT_SERVER_MONTH_MINUTES: '',
      LEAVE_ALONE_MINUTES: '0',
      LEAVE_SILENT_MINUTES: '1.5',
      MAX_CONVERSATIONS: '3',
      READ_THREADS: 'true',
      COME_BACK: 'false',
      LOG_LEVEL: 'debug',
    });
    expect(config).toEqual({
      discord: {
        token: KEYS.DISCORD_TOKEN,
        guildId: '123456789012345678',
        apiUrl: 'http://127.0.0.1:4000/api',
        readThreads: true,
      },
      embedded: false,
      turnMode: 'half-duplex',
      turns: {
        speculate: false,
        confirmMs: 300,
        duckDb: -20,
        pauseAfterMs: 400,
        interruptAfterMs: 900,
        answerMode: 'addressed',
        answerWindowMs: 5000,
        botNames: ['Polly', 'Hey Polly'],
      },
      tools: { folder: './my-tools', mcpConfig: './mcp.json' },
      money: {
        pricesFile: './prices.json',
        limits: {
          conversation: { usd: 0.5, minutes: 30 },
          userDay: { usd: 1, minutes: undefined },
          serverDay: { usd: 5, minutes: 240 },
          serverMonth: { usd: 50, minutes: undefined },
        },
      },
      store: { kind: 'postgres', url: 'postgresql://parley:secret@127.0.0.1:5432/parley?sslmode=disable' },
      endings: { aloneMs: 0, silentMs: 90_000 },
      maxConversations: 3,
      comeBack: false,
      logLevel: 'debug',
      model: {
        url: 'ws://127.0.0.1:8080/v1/realtime',
        model: 'qwen-omni',
        dialect: 'beta',
        headers: { 'api-key': 'abc' },
        voice: 'cedar',
        instructions: 'Speak like a pirate.\nAlways.',
        transcriptionModel: 'whisper-1',
        noiseReduction: 'far_field',
        turnDetection: {
          kind: 'server',
          threshold: 0.8,
          prefixPaddingMs: 200,
          silenceDurationMs: 700,
          createResponse: false,
          interruptResponse: false,
        },
        toolChoice: 'required',
        temperature: 0.7,
        maxOutputTokens: 4096,
        speed: 1.25,
        sessionLimitMs: 90_000,
      },
    });
  });

  it.each(['mysql://127.0.0.1/parley', 'parley'])('refuses %s as a database', (url) => {
    expect(() => loadConfig({ ...KEYS, DATABASE_URL: url })).toThrow(
      /DATABASE_URL is no postgres:\/\/ address/,
    );
  });

  it('takes the semantic VAD with its eagerness', () => {
    const { model } = loadConfig({ ...KEYS, REALTIME_VAD: 'semantic', REALTIME_VAD_EAGERNESS: 'high' });
    expect(model.turnDetection).toEqual({
      kind: 'semantic',
      eagerness: 'high',
      createResponse: true,
      interruptResponse: true,
    });
  });

  it.each(['', 'none'])('switches transcription and noise reduction off by "%s"', (off) => {
    const { model } = loadConfig({
      ...KEYS,
      REALTIME_TRANSCRIPTION_MODEL: off,
      REALTIME_NOISE_REDUCTION: off,
    });
    expect(model.transcriptionModel).toBeUndefined();
    expect(model.noiseReduction).toBeUndefined();
  });

  it('names what is missing, where to get it, and the demo when nothing is set', () => {
    const message = complaint({});
    expect(message).toContain('DISCORD_TOKEN is missing');
    expect(message).toContain('https://discord.com/developers/applications');
    expect(message).toContain('OPENAI_API_KEY is missing');
    expect(message).toContain('https://platform.openai.com/api-keys');
    expect(message).toContain('npm run demo');
  });

  it('reports every problem at once', () => {
    const wrong = {
      DISCORD_TOKEN: 'two words',
      DISCORD_GUILD_ID: 'my server',
      DISCORD_API_URL: 'ftp://127.0.0.1',
      OPENAI_API_KEY: 'sk secret',
      REALTIME_URL: 'https://example.org',
      REALTIME_DIALECT: 'alpha',
      REALTIME_HEADERS: '["x"]',
      REALTIME_NOISE_REDUCTION: 'loud',
      REALTIME_VAD: 'psychic',
      REALTIME_VAD_THRESHOLD: '1.5',
      REALTIME_VAD_PREFIX_PADDING_MS: '-1',
      REALTIME_VAD_SILENCE_DURATION_MS: '1e3',
      REALTIME_VAD_EAGERNESS: 'very',
      REALTIME_VAD_CREATE_RESPONSE: 'yes',
      REALTIME_VAD_INTERRUPT_RESPONSE: '1',
      REALTIME_TOOL_CHOICE: 'maybe',
      REALTIME_TEMPERATURE: 'hot',
      REALTIME_MAX_OUTPUT_TOKENS: '0',
      REALTIME_SPEED: '2',
      TURN_MODE: 'duplex',
      TURN_SPECULATION: '2',
      TURN_CONFIRM_MS: '2001',
      TURN_DUCK_DB: '3',
      TURN_PAUSE_AFTER_MS: '-250',
      TURN_INTERRUPT_AFTER_MS: '5001',
      ANSWER_MODE: 'never',
      ANSWER_WINDOW_MS: '12 s',
      BOT_NAMES: '?',
      LOG_LEVEL: 'loud',
    };
    const message = complaint(wrong);
    for (const name of Object.keys(wrong)) expect(message).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('prints no value, whatever variable it was put into', () => {
    const secret = 'p4ssw0rd';
    const everything = Object.fromEntries(
      Object.keys(VARIABLES).map((name) => [name, `${secret} for ${secret}`]),
    );
    expect(complaint(everything)).not.toContain(secret);
    expect(complaint({ ...KEYS, REALTIME_URL: `wss://user:${secret}@example.org/` })).not.toContain(secret);
  });

  it.each([
    ['ws://example.org/v1/realtime', 'unencrypted'],
    ['ws://127.0.0.1.example.org/v1/realtime', 'unencrypted'],
    ['ws://192.168.1.5:8080/v1/realtime', 'unencrypted'],
    ['wss://example.org/v1/realtime?model=x', 'query'],
    ['wss://me:pass@example.org/v1/realtime', 'name or password'],
    ['not an address', 'not an address'],
  ])('refuses the model address %s', (url, why) => {
    expect(complaint({ ...KEYS, REALTIME_URL: url })).toMatch(new RegExp(`REALTIME_URL .*${why}`));
  });

  it.each([
    'wss://example.org/v1/realtime',
    'ws://127.0.0.1:1/v1/realtime',
    'ws://localhost/v1/realtime',
    'ws://[::1]:8080/v1/realtime',
  ])('sends the key to %s', (url) => {
    expect(loadConfig({ ...KEYS, REALTIME_URL: url }).model).toMatchObject({
      url,
      headers: { Authorization: 'Bearer sk-secret' },
    });
  });

  it('lets a server of the local network be used when it gets no key', () => {
    const { model } = loadConfig({
      DISCORD_TOKEN: 'x',
      REALTIME_URL: 'ws://192.168.1.5:8080/v1/realtime',
      REALTIME_HEADERS: '{}',
    });
    expect(model.headers).toEqual({});
  });

  it('needs no key for the embedded model, and gives it none', () => {
    expect(loadConfig({ DISCORD_TOKEN: 'x', REALTIME_URL: 'embedded' })).toMatchObject({
      embedded: true,
      model: { url: 'embedded', headers: {} },
    });
    expect(loadConfig({ ...KEYS, REALTIME_URL: 'embedded' }).model.headers).toEqual({});
  });

  it('refuses a header that would break out of its line', () => {
    expect(complaint({ ...KEYS, REALTIME_HEADERS: '{"x":"a\\r\\nEvil: 1"}' })).toContain('REALTIME_HEADERS');
  });

  it('says why a temperature does not go with ga', () => {
    expect(complaint({ ...KEYS, REALTIME_TEMPERATURE: '0.8' })).toContain('ga dialect has no temperature');
  });

  it('does not send the Discord token unencrypted over the network', () => {
    expect(complaint({ ...KEYS, DISCORD_API_URL: 'http://example.org/api' })).toContain('unencrypted');
  });
});

describe('.env.example', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  // A line such as `# REALTIME_VOICE=marin` is a variable that shows its default.
  const uncommented = parseEnv(example.replaceAll(/^# (?=[A-Z_]+=)/gm, ''));

  it('documents just the variables that are known', () => {
    expect(Object.keys(uncommented).sort()).toEqual(Object.keys(VARIABLES).sort());
  });

  it('shows the true defaults', () => {
    expect(loadConfig({ ...uncommented, ...KEYS })).toEqual(loadConfig(KEYS));
  });

  it('asks for nothing but secrets when copied as it is', () => {
    expect(loadConfig({ ...parseEnv(example), ...KEYS })).toEqual(loadConfig(KEYS));
  });

  it('knows every variable that is really read', () => {
    const reader = new EnvironmentReader({});
    readDiscordConfig(reader);
    readModelConfig(reader);
    readTurnSettings(reader);
    readEndings(reader);
    readMaxConversations(reader);
    readStorePlace(reader);
    readToolSettings(reader);
    readMoneyConfig(reader);
    const read = new Set([...reader.namesRead, 'TURN_MODE', 'COME_BACK', 'LOG_LEVEL']);
    expect([...read].sort()).toEqual(Object.keys(VARIABLES).sort());
  });
});

describe('readEnvironment', () => {
  const folders: string[] = [];
  const folderWith = (text: string | undefined) => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
    folders.push(folder);
    if (text !== undefined) writeFileSync(join(folder, '.env'), text);
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('reads .env, and the real environment wins', () => {
    const folder = folderWith('REALTIME_VOICE=cedar\nREALTIME_MODEL="a model" # comment\n');
    expect(readEnvironment(folder, { REALTIME_VOICE: 'verse' })).toEqual({
      REALTIME_VOICE: 'verse',
      REALTIME_MODEL: 'a model',
    });
  });

  it('does without the file', () => {
    expect(readEnvironment(folderWith(undefined), { LOG_LEVEL: 'warn' })).toEqual({ LOG_LEVEL: 'warn' });
  });
});
