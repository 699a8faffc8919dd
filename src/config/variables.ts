/** What one environment variable may hold, and where a person gets it. Shown with every problem. */
export interface VariableDescription {
  allowed: string;
  whereToGet?: string;
}

/** Every environment variable Parley reads. `.env.example` documents the same names; a test holds the two together. */
export const VARIABLES = {
  DISCORD_TOKEN: {
    allowed: 'the token of your Discord bot',
    whereToGet: 'https://discord.com/developers/applications > your application > Bot > Reset Token',
  },
  DISCORD_GUILD_ID: {
    allowed: 'the id of one server (digits only), or nothing to register the commands everywhere',
    whereToGet:
      'Discord > Settings > Advanced > Developer Mode, then right-click the server > Copy Server ID',
  },
  DISCORD_API_URL: {
    allowed:
      'an https:// address without version and query, or http:// on this machine; nothing for Discord itself',
  },
  OPENAI_API_KEY: {
    allowed:
      'an API key; not needed with REALTIME_URL=embedded or with REALTIME_HEADERS ({} for a server that asks for no key)',
    whereToGet: 'https://platform.openai.com/api-keys',
  },
  REALTIME_URL: {
    allowed: 'a wss:// address without query, ws:// on this machine, or "embedded"; nothing for OpenAI',
  },
  REALTIME_MODEL: { allowed: 'the name of a realtime model, such as gpt-realtime-2.1' },
  REALTIME_DIALECT: { allowed: 'ga (OpenAI) or beta (some other servers)' },
  REALTIME_HEADERS: {
    allowed:
      'a JSON object of header names and values, such as {"api-key":"..."}; replaces the Bearer header',
  },
  REALTIME_VOICE: { allowed: 'the name of a voice, such as marin or cedar' },
  REALTIME_INSTRUCTIONS: { allowed: 'any text: who the model is and how it should speak' },
  REALTIME_TRANSCRIPTION_MODEL: { allowed: 'the name of a transcription model; empty or "none" for off' },
  REALTIME_NOISE_REDUCTION: { allowed: 'near_field or far_field; empty or "none" for off' },
  REALTIME_VAD: { allowed: 'speculative, server or semantic' },
  REALTIME_VAD_THRESHOLD: { allowed: 'a number from 0 to 1 (REALTIME_VAD=server)' },
  REALTIME_VAD_PREFIX_PADDING_MS: {
    allowed: 'a whole number of milliseconds from 0 to 5000 (REALTIME_VAD=server)',
  },
  REALTIME_VAD_SILENCE_DURATION_MS: {
    allowed: 'a whole number of milliseconds from 50 to 10000 (REALTIME_VAD=server)',
  },
  REALTIME_VAD_EAGERNESS: { allowed: 'low, medium, high or auto (REALTIME_VAD=semantic)' },
  REALTIME_VAD_CREATE_RESPONSE: { allowed: 'true or false (REALTIME_VAD=server or semantic)' },
  REALTIME_VAD_INTERRUPT_RESPONSE: { allowed: 'true or false (REALTIME_VAD=server or semantic)' },
  REALTIME_TOOL_CHOICE: { allowed: 'auto, none or required' },
  REALTIME_TEMPERATURE: {
    allowed: 'a number from 0.6 to 1.2, with REALTIME_DIALECT=beta only; empty for the server default',
  },
  REALTIME_MAX_OUTPUT_TOKENS: { allowed: 'a whole number from 1 up, or "inf" for no limit' },
  REALTIME_SPEED: { allowed: 'a number from 0.25 to 1.5' },
  REALTIME_SESSION_MINUTES: { allowed: 'a number of minutes from 0.05 to 1440' },
  TURN_MODE: { allowed: 'full-duplex or half-duplex' },
  TURN_SPECULATION: { allowed: 'true or false' },
  TURN_CONFIRM_MS: { allowed: 'a whole number of milliseconds from 0 to 2000' },
  TURN_DUCK_DB: { allowed: 'a number of decibels from -60 to 0' },
  TURN_PAUSE_AFTER_MS: { allowed: 'a whole number of milliseconds from 0 to 5000' },
  TURN_INTERRUPT_AFTER_MS: {
    allowed: 'a whole number of milliseconds from 0 to 5000, no less than TURN_PAUSE_AFTER_MS',
  },
  ANSWER_MODE: { allowed: 'auto, always, addressed or push' },
  ANSWER_WINDOW_MS: { allowed: 'a whole number of milliseconds from 0 to 600000' },
  BOT_NAMES: { allowed: 'up to 20 names with commas between them, each with a letter and at most 64 long' },
  DATA_DIR: { allowed: 'the path of a folder that Parley may write to; nothing for "data"' },
  DATABASE_URL: {
    allowed: 'a postgres:// address, with user and password where needed; nothing to store in DATA_DIR',
  },
  TOOLS_DIR: { allowed: 'the path of a folder with tools (.js, .mjs); nothing for the shipped ones alone' },
  LEAVE_ALONE_MINUTES: { allowed: 'a number of minutes from 0 (never) to 1440' },
  LEAVE_SILENT_MINUTES: { allowed: 'a number of minutes from 0 (never) to 1440' },
  MCP_CONFIG: { allowed: 'the path of a JSON file with MCP servers; nothing for none' },
  PRICES_FILE: {
    allowed: 'the path of a JSON file with prices of models; nothing for the shipped ones alone',
  },
  LIMIT_CONVERSATION_USD: { allowed: 'US dollars, a number from 0 (no limit) to 100000' },
  LIMIT_CONVERSATION_MINUTES: { allowed: 'a number of minutes from 0 (no limit) to 100000' },
  LIMIT_USER_DAY_USD: { allowed: 'US dollars, a number from 0 (no limit) to 100000' },
  LIMIT_USER_DAY_MINUTES: { allowed: 'a number of minutes from 0 (no limit) to 100000' },
  LIMIT_SERVER_DAY_USD: { allowed: 'US dollars, a number from 0 (no limit) to 100000' },
  LIMIT_SERVER_DAY_MINUTES: { allowed: 'a number of minutes from 0 (no limit) to 100000' },
  LIMIT_SERVER_MONTH_USD: { allowed: 'US dollars, a number from 0 (no limit) to 100000' },
  LIMIT_SERVER_MONTH_MINUTES: { allowed: 'a number of minutes from 0 (no limit) to 100000' },
  LIMIT_MODEL: { allowed: 'the name of a model, or none; nothing for the cheaper one of the same kind' },
  MAX_CONVERSATIONS: { allowed: 'a whole number from 0 (no limit) to 10000' },
  READ_THREADS: {
    allowed: 'true or false; true needs the Message Content Intent',
    whereToGet:
      'https://discord.com/developers/applications > your application > Bot > Message Content Intent',
  },
  COME_BACK: { allowed: 'true or false' },
  LOG_LEVEL: { allowed: 'trace, debug, info, warn, error, fatal or silent' },
} as const satisfies Record<string, VariableDescription>;

/** The name of an environment variable Parley knows. */
export type VariableName = keyof typeof VARIABLES;
