/** Why a response ended, where it was not the server who said so (the `reason` of `responseDone`). */

/** The session was lost while it ran. */
export const REASON_SESSION_LOST = 'session_lost';
/** It said nothing for too long; its end is no longer waited for. */
export const REASON_STALLED = 'stalled';
/** The owner discarded it. */
export const REASON_DISCARDED = 'discarded';
