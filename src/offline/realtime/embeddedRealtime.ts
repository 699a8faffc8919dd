import type { Logger } from '../../observe/logger.ts';
import { LocalRealtime } from './localRealtime.ts';

/** A model inside this process, for `REALTIME_URL=embedded`: no key, no network beyond 127.0.0.1. */
export interface EmbeddedRealtime {
  /** Where the bot connects to, without query. */
  url: string;
  stop(): Promise<void>;
}

/** Starts the local Realtime server in this process, reachable from this machine only. */
export async function startEmbeddedRealtime(log?: Logger): Promise<EmbeddedRealtime> {
  const server = await LocalRealtime.start(log === undefined ? {} : { log });
  return { url: server.url, stop: () => server.stop() };
}
