import type { Authors } from './authors.ts';
import type { JudgedFrame } from './speechTracker.ts';
import type { ConversationState, TurnMode } from './turnSettings.ts';

/** What happened, for a conversation in which the end of a turn is decided here and not by the model. */
export type LocalTurnEvent =
  /** Sound can flow both ways. */
  | { type: 'connected' }
  /** The model's session is gone; responses that were under way will never end. */
  | { type: 'connectionLost' }
  /** Another session has taken the place of the present one, between two turns. */
  | { type: 'renewed' }
  | { type: 'closed' }
  /** 20 ms of somebody's sound. `lineDelayMs`: how late packets come on their line at present; on an even one not at all. */
  | { type: 'frame'; userId: string; frame: JudgedFrame; lineDelayMs?: number }
  /** Discord's end mark. */
  | { type: 'transmissionEnded'; userId: string }
  /** They left the channel. */
  | { type: 'gone'; userId: string }
  /** They may not be heard any more: what they have said and was not committed is nobody's. */
  | { type: 'unheard'; userId: string }
  | { type: 'responseCreated'; responseId: string }
  | { type: 'soundArrived'; responseId: string }
  | { type: 'responseDone'; responseId: string }
  /** It came to nothing, and the same is being asked for once more. */
  | { type: 'responseRetried'; responseId: string }
  | { type: 'responseRefused' }
  | { type: 'toolCalled'; responseId: string; callId: string }
  /** `respond`: the model is to speak about the output, in the name of those for whom the function was called. */
  | { type: 'toolAnswered'; callId: string; respond: boolean; authors: Authors }
  /** The model was told something unasked, and is to speak about it as soon as nobody else speaks; in the name of these. */
  | { type: 'newsArrived'; authors: Authors }
  | { type: 'playbackFinished'; responseId: string }
  /** It is known now whether the turn that waits for it is to be answered. */
  | { type: 'verdict'; answer: boolean }
  /** It is known only now that the last turn, which was not answered, was meant for the bot; it was these people's. */
  | { type: 'calledLate'; userIds: readonly string[] }
  /** What was said into the bot's answer is known: somebody told it to stop, or not. */
  | { type: 'probed'; stop: boolean }
  /** Somebody told the bot to stop, in a turn like any other. */
  | { type: 'stopTold' }
  /** Somebody pressed the Talk button: if their turn waits for a verdict, that is one. */
  | { type: 'talkPressed'; userId: string }
  | { type: 'tick' };

/** What is to be done about it, in order. */
export type LocalTurnEffect =
  /**
   * The floor is theirs: what was kept of their utterance goes to the model, then what comes live. `again`: from the beginning
   * of the turn, because the model has lost it.
   */
  | { type: 'stream'; userId: string; again: boolean }
  /** Another session hears the model's part: it is given again what no other one has kept of what was said. */
  | { type: 'sendAgain' }
  /** What was streamed of them is theirs and complete, as far as one knows. */
  | { type: 'commit'; userId: string }
  /** What was streamed is nobody's turn: noise, or a false interruption. */
  | { type: 'discardInput'; userId: string }
  /** What was streamed is to be written down, to see whether it was a stop word. */
  | { type: 'probe'; userId: string }
  /** The probe was no turn: the model forgets it. */
  | { type: 'forgetProbe' }
  /** Ask for a response: to these people's words. */
  | { type: 'request'; authors: Authors }
  /** The end of the turn is certain: what was kept of it may be forgotten. */
  | { type: 'confirmed' }
  /** Nobody will hear this response (`undefined`: the one that was asked for and has no id yet): remove all that it added. */
  | { type: 'discardResponse'; responseId: string | undefined }
  /** This response came to nothing at the model: what was kept of its sound is not needed. */
  | { type: 'forgetSound'; responseId: string }
  | { type: 'runTool'; callId: string }
  | { type: 'play'; responseId: string }
  | { type: 'duck' }
  | { type: 'unduck' }
  | { type: 'pause' }
  | { type: 'resume' }
  /** Stop this answer and tell the model what was heard of it; `producing`: the model has not finished it yet. */
  | { type: 'cut'; responseId: string; playing: boolean; producing: boolean }
  | { type: 'falseInterruption' }
  | { type: 'thinkingLong' }
  | { type: 'thinkingStuck' }
  | { type: 'state'; state: ConversationState };

/** Is the turn that has just ended to be answered? `wait`: that depends on what was said, a `verdict` follows. */
export type AnswerDecision = 'yes' | 'no' | 'wait';

/** Decides whether to answer; asked at the end of a turn with who spoke in it, the last one last. */
export interface AnswerPolicy {
  decide(userIds: readonly string[], nowMs: number): AnswerDecision;
}

/** How a conversation takes turns when the end of a turn is decided here. Times in ms. */
export interface LocalTurnOptions {
  /** May be changed between two events. */
  mode: TurnMode;
  /** Ask for the response at the first sign of an end, not only when it is confirmed. */
  speculate: boolean;
  /** Without speech for this long after the sign, the end is confirmed. */
  confirmMs: number;
  /** Less speech than this is noise and no turn. */
  minTurnMs: number;
  /** Speech into the bot's answer for this long pauses it. */
  pauseAfterMs: number;
  /** Speech into the bot's answer for this long is an interruption; less, with nothing behind it, is a false one. */
  interruptAfterMs: number;
  /** How long the bot stays paused to learn whether it was told to stop; 0: stop words are not looked for. */
  probeMs: number;
  thinkingLongMs: number;
  toolLongMs: number;
  thinkingStuckMs: number;
}
