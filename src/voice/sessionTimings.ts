/** One attempt to join, from the request to sound both ways. */
export const ATTEMPT_MS = 10_000;

/** Attempts, the first included, before a join fails or a broken link is given up. */
export const JOIN_ATTEMPTS = 3;
export const RECOVERY_ATTEMPTS = 5;

/** Wait before the second attempt; doubled before each further one. */
export const BACKOFF_MS = 1000;

/** How long the library may take to resume, or to follow to another voice server, before it is made afresh. */
export const RESUME_MS = 15_000;

/** Close 4014 means kicked or moved: a move shows itself within this. */
export const MOVE_MS = 5000;

/** How often a standing link looks at itself and reports its round-trip times. */
export const LOOK_MS = 5000;

/** Company but no DAVE group for so long: connected but deaf. */
export const DEAF_MS = 15_000;
