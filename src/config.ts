import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type DiscordConfig, readDiscordConfig } from './config/discordConfig.ts';
import { type Endings, readEndings } from './config/endingsConfig.ts';
import { describeProblem, type Environment, EnvironmentReader } from './config/environmentReader.ts';
import { readMaxConversations } from './config/maxConversations.ts';
import { EMBEDDED, type ModelConfig, readModelConfig } from './config/modelConfig.ts';
import { type MoneyConfig, readMoneyConfig } from './config/moneyConfig.ts';
import { choice, flag } from './config/schemas.ts';
import { readStorePlace } from './config/storeConfig.ts';
import { readToolSettings } from './config/toolConfig.ts';
import { readTurnSettings } from './config/turnConfig.ts';
import { ParleyError } from './errors.ts';
import { LOG_LEVELS, type LogLevel } from './observe/logger.ts';
import type { StorePlace } from './store/storePlace.ts';
import type { ToolSettings } from './tools/toolSettings.ts';
import type { LocalTurnSettings } from './turn/localTurnSettings.ts';
import { TURN_MODES, type TurnMode } from './turn/turnSettings.ts';

/** Everything the environment decides. `discord.token`, `model.headers` and `store.url` are secret. */
export interface Config {
  discord: DiscordConfig;
  /** With `embedded`, `url` is the word `embedded` until `main` replaces it by the running model's address. */
  model: ModelConfig;
  /** The model is to run inside Parley. */
  embedded: boolean;
  turnMode: TurnMode;
  /** Used when the model's turn detection is off: `REALTIME_VAD=speculative`. */
  turns: LocalTurnSettings;
  endings: Endings;
  /** So many conversations may run at once, all servers together; `undefined`: any number. */
  maxConversations: number | undefined;
  /** After a restart the bot goes back to where people still are; what was said is stored for that. */
  comeBack: boolean;
  /** Where everything that outlives the process is kept; secret where it is an address. */
  store: StorePlace;
  tools: ToolSettings;
  money: MoneyConfig;
  logLevel: LogLevel;
}

/**
 * The process's environment together with the `.env` file of the folder, where there is one. A variable that is really
 * set, even to nothing, wins over the file.
 * @throws ParleyError `config_invalid` when the file is there and cannot be read.
 */
export function readEnvironment(
  folder: string = process.cwd(),
  environment: Environment = process.env,
): Environment {
  const path = join(folder, '.env');
  if (!existsSync(path)) return environment;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ParleyError('.env is there but cannot be read: check its permissions.', {
      code: 'config_invalid',
      cause,
    });
  }
  return { ...parseEnv(text), ...environment };
}

/**
 * Reads and checks the whole configuration.
 * @throws ParleyError `config_invalid` whose message names every problem: what is wrong, what is allowed, where to get it.
 *   It holds no value of any variable.
 */
export function loadConfig(environment: Environment): Config {
  const reader = new EnvironmentReader(environment);
  const discord = readDiscordConfig(reader);
  const model = readModelConfig(reader);
  const config: Config = {
    discord,
    model,
    embedded: model.url === EMBEDDED,
    turnMode: reader.value('TURN_MODE', choice(TURN_MODES), 'full-duplex'),
    turns: readTurnSettings(reader),
    endings: readEndings(reader),
    maxConversations: readMaxConversations(reader),
    comeBack: reader.value('COME_BACK', flag, true),
    store: readStorePlace(reader),
    tools: readToolSettings(reader),
    money: readMoneyConfig(reader),
    logLevel: reader.value('LOG_LEVEL', choice(LOG_LEVELS), 'info'),
  };
  if (reader.problems.length === 0) return config;
  const message = [
    'Parley cannot start: the configuration needs attention.',
    '',
    ...reader.problems.map(describeProblem),
    '',
    'Set these in the environment or in a file named .env (copy .env.example, it explains each).',
    'No accounts at hand? `npm run demo` holds a whole conversation on this machine, without any.',
  ].join('\n');
  throw new ParleyError(message, { code: 'config_invalid' });
}
