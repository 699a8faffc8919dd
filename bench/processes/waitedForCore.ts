import { readFileSync } from 'node:fs';

const NS_PER_MS = 1e6;
/** Linux: time on a core, time ready without a core (both in ns), time slices; of the main thread. */
const SCHEDULER_STATISTICS = '/proc/self/schedstat';

/**
 * How long this process's main thread has been ready to run while others had the cores, in ms since it began. What is late
 * because of that is the machine's doing, not the program's. 0 where the system does not tell.
 */
export function waitedForCoreMs(): number {
  try {
    const [, waitedNs] = readFileSync(SCHEDULER_STATISTICS, 'latin1').split(' ');
    return Number(waitedNs ?? 0) / NS_PER_MS;
  } catch {
    return 0;
  }
}
