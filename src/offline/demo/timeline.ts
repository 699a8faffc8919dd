import { FRAME_MS } from '../../audio/format.ts';

/** One stretch of sound in a lane. Times are milliseconds since the timeline's beginning. */
export interface TimelineSound {
  lane: string;
  fromMs: number;
  toMs: number;
  /** What was said, or what else it is ({@link isNoise}). */
  words: string;
  /** A cue or a cough: no speech. */
  isNoise: boolean;
  /** Loudness every {@link LEVEL_STEP_MS}, 0 (silence) to 1. */
  levels: readonly number[];
  /** How much longer it would have been had nobody interrupted. */
  unsaidMs: number;
}

/** One turn: what people said, and the way from the last word to the first sound. */
export interface TimelineTurn {
  number: number;
  /** Whose line was the first, and whose was the last to end. */
  firstLane: string;
  lane: string;
  shows: string;
  fromMs: number;
  /** The last word was said. */
  spokenToMs: number;
  /** `undefined`: people talked to each other, and nothing was to be answered. */
  answer: TimelineAnswer | undefined;
  /** When an answer was asked for too early, and taken back. */
  takenBackMs: readonly number[];
  /** Begins while the bot speaks. */
  interrupts: boolean;
}

/** How a turn was answered. */
export interface TimelineAnswer {
  /** The answer was asked for. */
  askedMs: number;
  /** Everybody heard it begin. */
  firstSoundMs: number;
  /** The function that was called in between. */
  tool: string | undefined;
}

/** A stretch in which the bot was quieter, because somebody made a sound. */
export interface TimelineDucking {
  fromMs: number;
  toMs: number;
  db: number;
}

/** Where somebody broke into an answer. */
export interface TimelineCut {
  /** The interrupting person's lane. */
  lane: string;
  /** Their first sound, and the bot's last. */
  fromMs: number;
  toMs: number;
  /** What was heard of the answer, and what the model was told. */
  heardMs: number;
  toldMs: number;
}

/** Who spoke when, and what it took: everything the picture and its page show. */
export interface Timeline {
  durationMs: number;
  /** Top to bottom; the last one is the bot's. */
  lanes: readonly string[];
  sounds: readonly TimelineSound[];
  turns: readonly TimelineTurn[];
  duckings: readonly TimelineDucking[];
  cuts: readonly TimelineCut[];
}

/** One level for each packet. */
export const LEVEL_STEP_MS = FRAME_MS;
