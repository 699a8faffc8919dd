import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { ConversationHost } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';
import type { BotServices } from './commandContract.ts';

/** What the gateway half is made with. */
export interface BotOptions {
  /** With `embedded`, `model.url` must be the running model's address by now. */
  config: Config;
  host: ConversationHost;
  /** Its owner's to close, afterwards. */
  store: Store;
  clock: Clock;
  /** How late the process runs. */
  lag: BotServices['lag'];
  log: Logger;
  /** Wall-clock time for the model's tools. */
  now?: () => Date;
  commandsFolder?: URL;
  /** Calls starting off while it waits for Discord. */
  signal?: AbortSignal;
}
