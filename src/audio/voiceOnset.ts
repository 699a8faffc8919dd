import { FRAME_MS, FRAME_SAMPLES, type Frame } from './format.ts';
import { rms } from './pcm.ts';
import type { FrameJudgement } from './speechGate.ts';

/** When a rise of the level may be the beginning of a voice. Times are ms of this speaker's sound. */
export interface VoiceOnsetSettings {
  /** Nothing under this is taken for a voice. */
  leastDbfs: number;
  /** In the first moments of a transmission: so far over what is known of this speaker's noise. */
  openedDb: number;
  /** How long these moments last. */
  openingMs: number;
  /** In the middle of a transmission: so far over the noise, for two frames. */
  risenDb: number;
  /** How long the voice detector has to agree. */
  agreeWithinMs: number;
  /** After an onset that was none, nothing is taken for one for so long, and twice as long after each further one, up to the last. */
  firstHoldOffMs: number;
  longestHoldOffMs: number;
}

/** Chosen by the measurement in docs/voice-activity.md. */
export const DEFAULT_VOICE_ONSET = {
  leastDbfs: -50,
  openedDb: 8,
  openingMs: 80,
  risenDb: 15,
  agreeWithinMs: 100,
  firstHoldOffMs: 2000,
  longestHoldOffMs: 16_000,
} as const satisfies VoiceOnsetSettings;

const FULL_SCALE = 32_768;
const LOWEST_DBFS = -90;
/** A speaker's noise, before anything was heard of it. */
const UNKNOWN_FLOOR_DBFS = -65;
/** The floor follows a softer frame by this share, and a louder one by so many dB: 7.5 dB a second. */
const FLOOR_FALL = 0.3;
const FLOOR_RISE_DB = 0.15;
const HALF_FRAME = FRAME_SAMPLES / 2;
/** A key or a knock dies away within the frame; a voice that begins grows or stays. */
const MOST_DECAY_DB = 3;

/**
 * Guesses from the level alone whether a voice begins: good for making the bot quieter, which is soon undone, and for nothing else.
 * It knows one frame where the voice detector needs three or more, and learns from the detector's word when not to guess.
 */
export class VoiceOnset {
  readonly #settings: VoiceOnsetSettings;
  #floorDbfs = UNKNOWN_FLOOR_DBFS;
  /** All sound that was heard of this speaker: no other time passes here. */
  #clockMs = 0;
  #openUntilMs: number;
  /** An onset awaits the detector's word until then. */
  #unprovenUntilMs: number | undefined;
  #holdOffUntilMs = 0;
  #wrongInARow = 0;
  #roseBefore = false;

  constructor(settings: VoiceOnsetSettings = DEFAULT_VOICE_ONSET) {
    this.#settings = settings;
    this.#openUntilMs = settings.openingMs;
  }

  /** A new transmission begins: somebody's client, or their finger, thinks that they speak. */
  begin(): void {
    if (this.#unprovenUntilMs !== undefined) this.#wasNone();
    this.#openUntilMs = this.#clockMs + this.#settings.openingMs;
    this.#roseBefore = false;
  }

  /** @param judged what the voice detector thinks of the same frame */
  next(frame: Frame, judged: FrameJudgement): boolean {
    this.#learn(judged);
    const opening = this.#clockMs < this.#openUntilMs;
    const rises = this.#rises(frame, opening);
    const lasts = opening || this.#roseBefore;
    const heldOff = this.#clockMs < this.#holdOffUntilMs;
    this.#roseBefore = rises;
    this.#clockMs += FRAME_MS;
    if (!rises || !lasts || heldOff || judged.voiced) return false;
    this.#unprovenUntilMs ??= this.#clockMs + this.#settings.agreeWithinMs;
    return true;
  }

  #rises(frame: Frame, opening: boolean): boolean {
    const { leastDbfs, openedDb, risenDb } = this.#settings;
    const level = dbfs(frame);
    const over = level - this.#floorDbfs;
    this.#floorDbfs += over < 0 ? over * FLOOR_FALL : Math.min(over, FLOOR_RISE_DB);
    if (level < leastDbfs || over < (opening ? openedDb : risenDb)) return false;
    return dbfs(frame.subarray(HALF_FRAME)) >= dbfs(frame.subarray(0, HALF_FRAME)) - MOST_DECAY_DB;
  }

  #learn({ voiced, speech }: FrameJudgement): void {
    if (voiced) this.#unprovenUntilMs = undefined;
    if (speech) {
      this.#holdOffUntilMs = 0;
      this.#wrongInARow = 0;
    } else if (this.#unprovenUntilMs !== undefined && this.#clockMs >= this.#unprovenUntilMs) {
      this.#wasNone();
    }
  }

  #wasNone(): void {
    const { firstHoldOffMs, longestHoldOffMs } = this.#settings;
    this.#unprovenUntilMs = undefined;
    this.#holdOffUntilMs =
      this.#clockMs + Math.min(firstHoldOffMs * 2 ** this.#wrongInARow, longestHoldOffMs);
    this.#wrongInARow += 1;
  }
}

function dbfs(samples: Int16Array): number {
  return Math.max(LOWEST_DBFS, 20 * Math.log10(rms(samples) / FULL_SCALE));
}
