/** What the holder of the floor is doing. */
export type Holding =
  /** They speak, and it is (so far) their turn. */
  | { type: 'turn' }
  /** They have paused after too little to be a turn; at `untilMs` it was noise. A line that stumbles tears words into such pieces. */
  | { type: 'short'; untilMs: number }
  /** They speak into the bot's answer, or while it thinks: is it an interruption? `endsMs`: they paused, and it is over then. */
  | { type: 'challenge'; endsMs: number | undefined }
  /** They have paused; at `confirmMs` it is certain that they have ended. `asked`: the answer was asked for, or decided upon. */
  | { type: 'ended'; confirmMs: number; asked: boolean }
  /** What they said into the bot's answer is being written down: was it "stop"? */
  | { type: 'probe'; untilMs: number };
