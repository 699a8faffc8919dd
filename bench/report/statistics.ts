/** What is told of a series of numbers. */
export interface Summary {
  n: number;
  median: number;
  p95: number;
}

/** The value below which that share (0..1) of the numbers lies, between neighbours on a straight line; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function summarise(values: readonly number[]): Summary {
  return { n: values.length, median: percentile(values, 0.5), p95: percentile(values, 0.95) };
}

/** One number that is no series. */
export function single(value: number): Summary {
  return { n: 1, median: value, p95: value };
}

/** The largest; NaN for none. */
export function largest(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.max(...values);
}

/** The share (0..1) of the numbers that are at most so large; NaN for none. */
export function shareAtMost(values: readonly number[], limit: number): number {
  return values.filter((value) => value <= limit).length / values.length;
}
