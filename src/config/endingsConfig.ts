import type { EnvironmentReader } from './environmentReader.ts';
import { decimal } from './schemas.ts';

/** When a conversation ends because nobody uses it; 0: never. */
export interface Endings {
  /** Nobody else is in the channel. */
  aloneMs: number;
  /** Nobody has spoken. */
  silentMs: number;
}

const MS_PER_MINUTE = 60_000;
const MAX_MINUTES = 1440;
const DEFAULTS = { aloneMinutes: 5, silentMinutes: 30 } as const;

/** Reads when conversations end by themselves; what is wrong is noted at the reader. */
export function readEndings(reader: EnvironmentReader): Endings {
  const minutes = decimal(0, MAX_MINUTES);
  return {
    aloneMs: reader.value('LEAVE_ALONE_MINUTES', minutes, DEFAULTS.aloneMinutes) * MS_PER_MINUTE,
    silentMs: reader.value('LEAVE_SILENT_MINUTES', minutes, DEFAULTS.silentMinutes) * MS_PER_MINUTE,
  };
}
