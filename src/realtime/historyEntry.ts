/** One thing that was said or done in a conversation, as it is remembered. Plain data. `atMs`: epoch ms, when it began. */
export type HistoryEntry = { atMs: number } /**
 * A person's utterance, as it was written down. `userId` is `undefined` where several people's voices came as one stream. `name` is
 * safe to read: what the model knows them by, empty where nobody knows who it was.
 */ & (
  | { type: 'said'; userId: string | undefined; name: string; text: string }
  /** What the bot said, cut to what was heard of it; `heardWhole`: nothing is missing at its end. */
  | { type: 'answered'; text: string; heardWhole: boolean }
  /** A function that the model called. `userIds`: whose turn it was answering. */
  | {
      type: 'toolCalled';
      callId: string;
      name: string;
      argumentsJson: string;
      output: string;
      userIds: string[];
    }
  /** What was typed, or a summary of what is too long ago to be remembered word by word. */
  | { type: 'note'; text: string }
);
