import { AudioPlayer, NoSubscriberBehavior, type VoiceConnection } from '@discordjs/voice';
import { FRAME_MS } from '../audio/format.ts';
import type { Clock } from '../clock.ts';
import { awaitsGroup, hasCompany } from './hardening/connectionDave.ts';

/** How early a beat may come before it counts as catching up: timers of a busy machine are late and then early. */
const EARLY_TOLERANCE_MS = 12;

/** After a blocked thread at most this much sound is made up for; the rest is simply later. */
const MAX_CATCH_UP_MS = 2 * FRAME_MS;

/** An answer waits this long for a group that is being made, then goes on without being sent. */
const MAX_GROUP_WAIT_MS = 2000;

/** A source never misses a frame (its underrun is a silent one); this many would be a second without any sound to send. */
const MAX_MISSED_FRAMES = 50;

/**
 * The library's player with two habits changed. It does not make up for a blocked thread with a burst of packets, which
 * listeners would lose; and it waits, pulling nothing, while a DAVE group is being made.
 */
export class PacedPlayer extends AudioPlayer {
  readonly #clock: Clock;
  readonly #botUserId: string;
  #beatDueMs = 0;
  #waitingSinceMs: number | undefined;

  constructor(clock: Clock, botUserId: string) {
    super({
      behaviors: { noSubscriber: NoSubscriberBehavior.Pause, maxMissedFrames: MAX_MISSED_FRAMES },
      debug: false,
    });
    this.#clock = clock;
    this.#botUserId = botUserId;
  }

  /** Called at each beat of the library's cycle; a beat that says no is skipped. */
  override checkPlayable(): boolean {
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#beatDueMs - EARLY_TOLERANCE_MS) return false;
    this.#beatDueMs = Math.max(this.#beatDueMs, nowMs - MAX_CATCH_UP_MS) + FRAME_MS;
    return super.checkPlayable();
  }

  /** A new resource: its first beat may come at once. */
  restartPace(): void {
    this.#beatDueMs = this.#clock.nowMs();
  }

  override get playable(): VoiceConnection[] {
    return super.playable.filter((connection) => this.canSendOver(connection));
  }

  /** Would a frame given to this ready connection be heard, or should it wait? */
  canSendOver(connection: VoiceConnection): boolean {
    if (!awaitsGroup(connection) || !hasCompany(connection, this.#botUserId)) {
      this.#waitingSinceMs = undefined;
      return true;
    }
    const nowMs = this.#clock.nowMs();
    this.#waitingSinceMs ??= nowMs;
    return nowMs - this.#waitingSinceMs > MAX_GROUP_WAIT_MS;
  }
}
