const NS_PER_MS = 1e6;

/** Milliseconds on the machine's monotonic clock, the same in every process: what times are compared on. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / NS_PER_MS;
}

/** What to add to this process's `performance.now()` to get {@link monotonicMs}: both read the same clock. */
export const PERFORMANCE_TO_MONOTONIC_MS = monotonicMs() - performance.now();
