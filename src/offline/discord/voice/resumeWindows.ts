import type { CancelTimer, Clock } from '../../../clock.ts';
import type { VoiceSession } from './voiceSession.ts';

/** Keeps sessions whose line broke for a while, so that their clients can come back with Resume. */
export class ResumeWindows {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #expire: (session: VoiceSession) => void;
  readonly #open = new Map<VoiceSession, CancelTimer>();

  constructor(clock: Clock, windowMs: number, expire: (session: VoiceSession) => void) {
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#expire = expire;
  }

  /** From now on the session waits. */
  open(session: VoiceSession): void {
    this.close(session);
    const cancel = this.#clock.after(this.#windowMs, () => {
      this.#open.delete(session);
      this.#expire(session);
    });
    this.#open.set(session, cancel);
  }

  /** The session waits no longer: its client is back, or it has ended. */
  close(session: VoiceSession): void {
    this.#open.get(session)?.();
    this.#open.delete(session);
  }
}
