import type { CancelTimer, Clock } from '../clock.ts';
import type { Ailment } from './closeCodes.ts';
import { DEAF_MS, LOOK_MS, MUTE_MS, SOUND_MS } from './sessionTimings.ts';

/** What is looked at while a session stands. */
export interface Patient {
  /** There is company, and for want of a group nothing can be heard or said. */
  readonly lacksGroup: boolean;
  /** Somebody speaks and is not understood. */
  readonly isDeaf: boolean;
  /** Keep-alives come back no more. */
  readonly isUnreachable: boolean;
  /** For how long what is played has not left; 0 when nothing is to leave. */
  readonly stuckMs: number;
}

/** What the watch tells. */
export interface StandingListener {
  /** It has stood for {@link SOUND_MS}, once more. */
  sound(): void;
  /** The session stands and does not work. Told at every look; what is to follow is up to the listener. */
  sick(ailment: Ailment): void;
}

/** Looks at a session that stands, because one that is dead inside says nothing of it. */
export class StandingWatch {
  readonly #clock: Clock;
  readonly #listener: StandingListener;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, listener: StandingListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** From now on, in place of whom was watched before. */
  watch(patient: Patient): void {
    this.stop();
    let stoodMs = 0;
    let groupLessSinceMs: number | undefined;
    let wasMute = false;
    this.#cancel = this.#clock.every(LOOK_MS, () => {
      stoodMs += LOOK_MS;
      groupLessSinceMs = patient.lacksGroup ? (groupLessSinceMs ?? this.#clock.nowMs()) : undefined;
      if (stoodMs % SOUND_MS === 0) this.#listener.sound();
      const groupLessMs = groupLessSinceMs === undefined ? undefined : this.#clock.nowMs() - groupLessSinceMs;
      const ailment = ailmentOf(patient, groupLessMs);
      // What has waited for a group until just now is not stuck: once more, and it is.
      const isSure = ailment !== 'mute' || wasMute;
      wasMute = ailment === 'mute';
      if (ailment !== undefined && isSure) this.#listener.sick(ailment);
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

function ailmentOf(patient: Patient, groupLessMs: number | undefined): Ailment | undefined {
  if (groupLessMs !== undefined && groupLessMs >= DEAF_MS) return 'noGroup';
  if (patient.isUnreachable) return 'unreachable';
  // Without a group nothing is understood and nothing leaves: that has its own patience.
  if (groupLessMs !== undefined) return undefined;
  if (patient.isDeaf) return 'deaf';
  return patient.stuckMs >= MUTE_MS ? 'mute' : undefined;
}
