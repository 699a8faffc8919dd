import type { ConversationState, TurnMode } from './turnSettings.ts';

/** What happened. Every event carries the time, the machine has no clock of its own. */
export type TurnEvent =
  /** Sound can flow both ways. */
  | { type: 'connected' }
  /** The model's session is gone; responses that were under way will never end. */
  | { type: 'connectionLost' }
  | { type: 'closed' }
  /** The model's VAD heard somebody start, and stop. */
  | { type: 'speechStarted' }
  | { type: 'speechStopped' }
  /** What the model was hearing was taken back from it: nobody's turn comes of it. */
  | { type: 'inputCleared' }
  /** The model took the turn into the conversation. */
  | { type: 'committed' }
  | { type: 'responseCreated'; responseId: string }
  | { type: 'soundArrived'; responseId: string }
  | { type: 'responseDone'; responseId: string }
  /** The model called a function; its answer is owed. */
  | { type: 'toolCalled' }
  /** The function's output was given to the model; `respond`: it is to speak about it. */
  | { type: 'toolAnswered'; respond: boolean }
  /** The model was told something unasked, and is to speak about it. */
  | { type: 'newsArrived' }
  /** Somebody asked for silence. */
  | { type: 'stopTold' }
  | { type: 'responseRefused' }
  /** The player is done with this answer: played to its end, or cut. */
  | { type: 'playbackFinished'; responseId: string }
  | { type: 'tick' };

/** What is to be done about it. */
export type TurnEffect =
  /** Start to play this answer. */
  | { type: 'play'; responseId: string }
  /** Stop this answer wherever it is and tell the model what was heard of it. */
  | { type: 'cut'; responseId: string; playing: boolean }
  /** The model is still producing this response: cancel it. */
  | { type: 'cancel'; responseId: string }
  /** From here on nobody's sound goes to the model; what it holds unfinished is cleared. */
  | { type: 'closeInput' }
  | { type: 'openInput' }
  | { type: 'requestResponse' }
  /** The model has been thinking for long: let people know that nothing is broken. */
  | { type: 'thinkingLong' }
  /** No answer came at all. */
  | { type: 'thinkingStuck' }
  | { type: 'state'; state: ConversationState };

/** How a conversation takes turns. */
export interface TurnOptions {
  /** May be changed between two events. */
  mode: TurnMode;
  /** Ask for the response ourselves when a turn is committed: the model was told not to. */
  requestOnCommit: boolean;
  /** The model cancels its response by itself when somebody speaks. */
  modelInterrupts: boolean;
  thinkingLongMs: number;
  /** The same, where a function that was called keeps people waiting. */
  toolLongMs: number;
  thinkingStuckMs: number;
}

/**
 * 4 s is where a pause begins to feel like a fault; who had something done asks sooner whether it is. 30 s is longer than any answer
 * was seen to take.
 */
export const DEFAULT_THINKING = { thinkingLongMs: 4000, toolLongMs: 1500, thinkingStuckMs: 30_000 } as const;
