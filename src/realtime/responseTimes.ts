/** How long the response queue waits for what. */

/** How long `response.created` may take after a `response.create`: then it is asked once more, and after that given up. */
export const CREATED_TIMEOUT_MS = 5_000;
/** A response that says nothing for so long is dead: its `response.done` will not come. */
export const SILENT_RESPONSE_MS = 60_000;
/** A cancelled one has nothing left to think about. */
export const SILENT_CANCELLED_MS = 10_000;
/** The same of one whose sound is complete: what may follow are words of it, function calls and its end. */
export const SILENT_SPOKEN_MS = 8_000;
/** The same of one whose sound is complete or that was cancelled, while another request waits for its end. */
export const SILENT_AWAITED_MS = 4_000;
/** A failed response is asked for again after this. */
export const RETRY_DELAY_MS = 1_000;
/** After one that failed for a rate limit: when the limit is whole again, but no later than this. */
export const MAX_RATE_LIMIT_DELAY_MS = 8_000;
/** After "already has an active response" about one we know nothing of: its end may have crossed our request. */
export const BUSY_DELAY_MS = 1_500;
/** How often one request may meet another active response before it is given up. */
export const MAX_BUSY_REFUSALS = 5;
