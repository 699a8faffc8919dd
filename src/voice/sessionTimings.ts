/** One attempt to join, from the request to sound both ways. */
export const ATTEMPT_MS = 10_000;

/** Attempts, the first included, before a join fails or a broken link is given up. */
export const JOIN_ATTEMPTS = 3;
export const RECOVERY_ATTEMPTS = 5;

/** Wait before the second attempt; doubled before each further one. */
export const BACKOFF_MS = 1000;

/** How long the library may take to resume, or to follow to another voice server, before it is made afresh. */
export const RESUME_MS = 15_000;

/** After a move Discord names the voice server of the new channel within this, or has to be asked. */
export const MOVED_SERVER_MS = 5000;

/** Close 4014 means kicked or moved: a move shows itself within this. */
export const MOVE_MS = 5000;

/** How often a standing link looks at itself. */
export const LOOK_MS = 1000;

/** A link that has stood for so long is sound: the next break is a new one. So often it reports its round-trip times, too. */
export const SOUND_MS = 5000;

/** Company but no DAVE group for so long: connected but deaf. */
export const DEAF_MS = 15_000;

/** Frames of somebody that do not decrypt, for so long and so many: the library's own recovery has failed by then. */
export const UNHEARD_MS = 4000;
export const UNHEARD_FRAMES = 100;

/** Somebody was announced as speaking so often, and nothing at all arrived for {@link UNHEARD_MS} after. */
export const UNHEARD_SIGNS = 2;

/** Sound was to leave and did not, for so long. */
export const MUTE_MS = 3000;

/** So often a keep-alive goes out, and while the echo of one is overdue. */
export const PROBE_MS = 2000;
export const OVERDUE_PROBE_MS = 1000;

/** Keep-alives in a row that the voice server did not echo. */
export const LOST_ECHOES = 3;

/** A link that is sick again and again is made afresh no more often than this. */
export const REPAIRS = 3;
export const REPAIRS_WITHIN_MS = 600_000;
