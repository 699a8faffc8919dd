/** Why nothing can be written any more. */
export type PlaceRefusal = 'gone' | 'forbidden' | 'locked' | 'failing';

/** `stale`: that message is gone, or cannot be changed because its thread is asleep; another one can be written. */
export type WriteOutcome =
  | { type: 'written'; messageId: string }
  | { type: 'stale'; why: 'asleep' | 'gone' }
  | { type: 'refused'; why: PlaceRefusal };

/** Where a transcript is written: a thread, or a channel itself. */
export interface TranscriptPlace {
  readonly channelId: string;
  /** Both @throws whatever the request failed with, when trying again may help. */
  post(content: string): Promise<WriteOutcome>;
  edit(messageId: string, content: string): Promise<WriteOutcome>;
}
