import type { Clock } from '../clock.ts';
import { type Ailment, ailmentError } from './closeCodes.ts';
import type { FaultCounter } from './faultCounter.ts';
import type { FaultName } from './hardening/voiceFault.ts';
import { RepairBudget } from './repairBudget.ts';
import { StandingWatch } from './standingWatch.ts';
import type { VoiceEvent } from './voiceEvents.ts';
import type { VoicePlayer } from './voicePlayer.ts';
import type { VoiceSession } from './voiceSession.ts';

/** What health is looked after with. */
export interface SessionHealthOptions {
  clock: Clock;
  player: Pick<VoicePlayer, 'stuckMs' | 'reopen'>;
  faults: Pick<FaultCounter, 'count'>;
  tell(event: VoiceEvent): void;
  /** The session has stood for a while, once more. */
  sound(): void;
  /** Only a fresh session helps. */
  renew(why: string): void;
}

/** Under which name each kind of repair is counted. */
const REPAIR_COUNTS = {
  noGroup: 'deafRepaired',
  deaf: 'deafRepaired',
  mute: 'muteRepaired',
  unreachable: 'pathRepaired',
} as const satisfies Record<Ailment, FaultName>;

/** Looks after sessions that stand: what makes them useless is repaired, not without end, and people are told. */
export class SessionHealth {
  readonly #options: SessionHealthOptions;
  readonly #watch: StandingWatch;
  readonly #repairs: RepairBudget;
  /** This session's player was reopened already. */
  #reopened = false;
  /** People know that repairing did not help. */
  #despaired = false;

  constructor(options: SessionHealthOptions) {
    this.#options = options;
    this.#repairs = new RepairBudget(options.clock);
    this.#watch = new StandingWatch(options.clock, {
      sound: () => options.sound(),
      sick: (ailment) => this.#onSick(ailment),
    });
  }

  /** This session stands from now on. */
  watch(session: Pick<VoiceSession, 'lacksGroup' | 'isDeaf' | 'isUnreachable'>): void {
    const { player } = this.#options;
    this.#reopened = false;
    this.#watch.watch({
      get lacksGroup() {
        return session.lacksGroup;
      },
      get isDeaf() {
        return session.isDeaf;
      },
      get isUnreachable() {
        return session.isUnreachable;
      },
      get stuckMs() {
        return player.stuckMs;
      },
    });
  }

  /** It does not stand any longer. */
  stop(): void {
    this.#watch.stop();
  }

  #onSick(ailment: Ailment): void {
    const { faults, player, tell, renew } = this.#options;
    if (ailment === 'mute' && !this.#reopened) {
      this.#reopened = true;
      faults.count('playerReopened');
      player.reopen();
      return;
    }
    if (!this.#repairs.spend()) {
      if (!this.#despaired) tell({ type: 'trouble', error: ailmentError(ailment, false) });
      this.#despaired = true;
      return;
    }
    this.#despaired = false;
    faults.count(REPAIR_COUNTS[ailment]);
    tell({ type: 'trouble', error: ailmentError(ailment, true) });
    renew(ailment);
  }
}
