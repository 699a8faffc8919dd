import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { Counters } from './counters.ts';
import type { Memory } from './memory.ts';
import type { ModelSettings } from './modelSettings.ts';
import type { SessionEvent } from './sessionEvents.ts';

/** What a session with a model is made with. */
export interface RealtimeSessionOptions {
  settings: ModelSettings;
  onEvent: (event: SessionEvent) => void;
  clock: Clock;
  log: Logger;
  /** What every session is told first. */
  memory: Pick<Memory, 'entries'>;
  /** Default: its own. */
  counters?: Counters;
  /** Evenly in [0, 1): spreads reconnects. Default `Math.random`. */
  random?: () => number;
  /** The time of day, in ms since 1970. Default `Date.now`. */
  epochMs?: () => number;
}
