/**
 * Which turns are answered.
 * `auto`: alone with one person every one, in a group those that are meant for the bot.
 * `always`: every one. `addressed`: those that are meant for the bot, even alone with one person.
 * `push`: those of somebody who pressed the Talk button.
 */
export const ANSWER_MODES = ['auto', 'always', 'addressed', 'push'] as const;
export type AnswerMode = (typeof ANSWER_MODES)[number];

/** How a conversation takes turns when the end of a turn is decided here and not by the model. Plain data. */
export interface LocalTurnSettings {
  /** Ask for the response at the first sign of an end, and hold its sound until the end is confirmed. */
  speculate: boolean;
  /** Without speech for this long after the sign, the end is confirmed. */
  confirmMs: number;
  /** The gain of an answer while somebody begins to speak into it, in dB: 0 leaves it as loud as it is. */
  duckDb: number;
  /** Speech into an answer for this long pauses it. */
  pauseAfterMs: number;
  /** Speech into an answer for this long is an interruption; less, with nothing behind it, is a false one. */
  interruptAfterMs: number;
  answerMode: AnswerMode;
  /** Whoever was answered goes on without being asked again when they speak within this time of the answer's end. */
  answerWindowMs: number;
  /** What the bot is called: its names and aliases, at least one. */
  botNames: string[];
}
