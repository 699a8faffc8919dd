import type { EnvironmentReader } from './environmentReader.ts';
import { whole } from './schemas.ts';

/** Each conversation is billed on its own: what an owner has not thought about must not grow with every server. */
const DEFAULT_MAX = 25;

const MOST = 10_000;

/** Reads how many conversations may run at once, all servers together; `undefined`: any number. */
export function readMaxConversations(reader: EnvironmentReader): number | undefined {
  const max = reader.value('MAX_CONVERSATIONS', whole(0, MOST), DEFAULT_MAX);
  return max === 0 ? undefined : max;
}
