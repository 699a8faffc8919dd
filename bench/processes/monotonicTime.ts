const NS_PER_MS = 1e6;
const COMPARISONS = 50;

/** Milliseconds on the machine's monotonic clock, the same in every process: what times are compared on. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / NS_PER_MS;
}

/** What to add to this process's `performance.now()` to get {@link monotonicMs}: both read the same clock. */
export const PERFORMANCE_TO_MONOTONIC_MS = comparedClocksMs();

/** The first readings load code and take long: the pair that was read closest together counts. */
function comparedClocksMs(): number {
  let best = { apartMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let index = 0; index < COMPARISONS; index++) {
    const beforeMs = monotonicMs();
    const readMs = performance.now();
    const apartMs = monotonicMs() - beforeMs;
    if (apartMs < best.apartMs) best = { apartMs, offsetMs: beforeMs + apartMs / 2 - readMs };
  }
  return best.offsetMs;
}
