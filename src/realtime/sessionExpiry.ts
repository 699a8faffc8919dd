/** A server's clock and ours may differ: an end that is nearer than this is taken for such a difference, and not believed. */
export const SHORTEST_LEFT_MS = 60_000;
/** No server keeps a session for longer. */
export const LONGEST_LEFT_MS = 24 * 60 * 60_000;

const MS_PER_S = 1_000;

/**
 * How long a session may still be used by what its server said of it; `undefined`: nothing that could be believed.
 * @param expiresAtS `expires_at` of `session.created`: seconds since 1970
 */
export function leftOfSession(expiresAtS: number | undefined, nowEpochMs: number): number | undefined {
  if (expiresAtS === undefined) return undefined;
  const leftMs = expiresAtS * MS_PER_S - nowEpochMs;
  return leftMs >= SHORTEST_LEFT_MS && leftMs <= LONGEST_LEFT_MS ? leftMs : undefined;
}
