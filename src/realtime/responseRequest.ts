/** A response that somebody wants. */
export interface ResponseRequest {
  /** Replace the session's for this response. */
  instructions: string | undefined;
  /** How often it met another active response. */
  busyRefusals: number;
  /** Set on the second try of a response that failed. */
  retry: boolean;
}

/** Two requests that wait are one; the later one's wish goes first, where it has any. */
export function mergeRequests(
  earlier: ResponseRequest | undefined,
  later: ResponseRequest | undefined,
): ResponseRequest | undefined {
  if (earlier === undefined || later === undefined) return earlier ?? later;
  return {
    instructions: later.instructions ?? earlier.instructions,
    busyRefusals: Math.max(earlier.busyRefusals, later.busyRefusals),
    // Somebody asks anew: that is more than a second try.
    retry: earlier.retry && later.retry,
  };
}
