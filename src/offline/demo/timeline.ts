import { FRAME_MS } from '../../audio/format.ts';

/** One stretch of sound in a lane. Times are milliseconds since the timeline's beginning. */
export interface TimelineSound {
  lane: string;
  fromMs: number;
  toMs: number;
  /** What was said; `undefined` for a sound cue. */
  words: string | undefined;
  /** Loudness every {@link LEVEL_STEP_MS}, 0 (silence) to 1. */
  levels: readonly number[];
  /** How much longer it would have been had nobody interrupted. */
  unsaidMs: number;
}

/** One turn's way from the last word to the first sound. */
export interface TimelineTurn {
  number: number;
  lane: string;
  shows: string;
  fromMs: number;
  /** The last word was said. */
  spokenToMs: number;
  /** The turn was known to be over. */
  knownOverMs: number;
  /** The model's first sound. */
  firstDeltaMs: number;
  /** Everybody heard the answer begin. */
  firstSoundMs: number;
  /** The function that was called in between. */
  tool: string | undefined;
  /** Begins while the bot speaks. */
  interrupts: boolean;
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
  cuts: readonly TimelineCut[];
}

/** One level for each packet. */
export const LEVEL_STEP_MS = FRAME_MS;
