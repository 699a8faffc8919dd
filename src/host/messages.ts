import type { ParleyErrorCode } from '../errors.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import type { ModelSettings } from '../realtime/modelSettings.ts';
import type { TokenUsage } from '../realtime/sessionEvents.ts';
import type { AnswerReason } from '../turn/answerReason.ts';
import type { LocalTurnSettings } from '../turn/localTurnSettings.ts';
import type { ConversationState, TurnMode } from '../turn/turnSettings.ts';

/** Somebody in the voice channel. The name is untrusted text. */
export interface Person {
  userId: string;
  displayName: string;
  bot: boolean;
}

/** What a conversation needs to run. Plain data; `model.headers` is secret. */
export interface ConversationSettings {
  guildId: string;
  channelId: string;
  botUserId: string;
  turnMode: TurnMode;
  /** Used where the model's turn detection is off, and the end of a turn is decided here. */
  turns: LocalTurnSettings;
  model: ModelSettings;
}

/** Why a conversation ended, as people are told. */
export type EndReason =
  | 'leftByCommand'
  | 'leftByTool'
  /** A limit of what may be used was reached. */
  | 'limitReached'
  /** Nobody else was in the channel. */
  | 'alone'
  /** Nobody has spoken for long. */
  | 'silent'
  | 'kicked'
  | 'channelDeleted'
  | 'modelFailed'
  | 'voiceFailed'
  | 'shutdown'
  | 'internal';

/** Trouble in plain words. `sentence` is safe to show to people. */
export interface Trouble {
  code: ParleyErrorCode;
  sentence: string;
}

/** Whether a turn was answered, and why. What was said is not in it. */
export interface ReportedDecision {
  /** Before the report. */
  agoMs: number;
  /** Who spoke, each once. */
  userIds: string[];
  /** `wait`: not decided yet. */
  decision: 'yes' | 'no' | 'wait';
  reason: AnswerReason;
}

/** What the voice half knows of itself, told whenever it changed (at most once a second). */
export interface ConversationReport {
  /** The one that hears what is said now. */
  model: string;
  /** Names are the gateway half's: who was heard so far, oldest first. */
  heardUserIds: string[];
  usage: TokenUsage;
  responses: number;
  bargeIns: number;
  voiceWsRoundTripMs: number | undefined;
  voiceUdpRoundTripMs: number | undefined;
  modelRoundTripMs: number | undefined;
  /** From a person's last sound to the first sound of the answer, the last one measured. */
  lastAnswerMs: number | undefined;
  /** Drops and repairs by name. */
  counters: Record<string, number>;
  /** Which of the last turns were answered and why, newest first; empty where the model decides. */
  decisions: ReportedDecision[];
}

/** Something that the model's server billed. */
export interface Use {
  model: string;
  kind: 'response' | 'transcription';
  usage: TokenUsage;
  /** Of the sound, where a transcription is billed by time; else 0. */
  durationMs: number;
  /** Whose turn it was for, in the order in which they spoke; empty: nobody's. */
  userIds: string[];
}

/**
 * What became of Discord's gateway. `lost`: it is being connected again, and nothing is heard meanwhile. `resumed`: what was
 * missed has been told. `renewed`: a new session, with which Discord has taken the bot out of voice.
 */
export type GatewayChange = 'lost' | 'resumed' | 'renewed';

/** Gateway half to voice half. Serialisable: it may cross a thread or a machine. */
export type ToVoiceHalf =
  /** `history`: what was said before, oldest first, and the model is to know. */
  | {
      type: 'open';
      conversationId: string;
      settings: ConversationSettings;
      people: Person[];
      history?: HistoryEntry[];
    }
  | { type: 'close'; conversationId: string; reason: EndReason }
  | { type: 'move'; conversationId: string; channelId: string }
  | { type: 'people'; conversationId: string; people: Person[] }
  /**
   * Who may be heard from now on; until the first of these nobody is. Others' sound is dropped before it is decrypted, and of whoever
   * is on the list no more what is kept and not committed is forgotten.
   */
  | { type: 'hearing'; conversationId: string; userIds: string[] }
  /** Somebody pressed the Talk button: what they are saying, or say next, is to be answered. */
  | { type: 'talk'; conversationId: string; userId: string }
  /**
   * The server's settings were changed: what can be is changed at once (instructions, speed, the voice until the model has
   * spoken, the functions it may call, the turn mode, which turns are answered), the rest is for its next conversation.
   */
  | { type: 'settings'; conversationId: string; settings: ConversationSettings }
  | { type: 'voiceStateUpdate'; conversationId: string; data: unknown }
  | { type: 'voiceServerUpdate'; conversationId: string; data: unknown }
  /** What became of Discord's gateway. */
  | { type: 'gateway'; conversationId: string; change: GatewayChange }
  | { type: 'toolResult'; conversationId: string; callId: string; output: string; respond: boolean }
  /**
   * Something has come up that the model is to know, and to speak about when nobody else speaks, such as the result of a function that
   * took long. `userIds`: in whose name; functions called because of it are called in theirs.
   */
  | { type: 'tell'; conversationId: string; text: string; userIds: string[] }
  /** Somebody asked for silence: what the bot says or prepares is dropped. */
  | { type: 'stop'; conversationId: string }
  /** The bot is to say exactly this. */
  | { type: 'say'; conversationId: string; text: string }
  /** Somebody typed this: it is answered as if they had said it. The name is untrusted. */
  | { type: 'text'; conversationId: string; userId: string; name: string; text: string }
  /** The model is to write something about the conversation, without anybody hearing or remembering it. */
  | { type: 'outOfBand'; conversationId: string; requestId: string; instructions: string };

/** Voice half to gateway half. Serialisable. Every message of a conversation comes before its `ended`, which comes once. */
export type ToGatewayHalf =
  /** Discord's op 4, to be sent on the guild's shard. */
  | { type: 'gatewayPayload'; conversationId: string; payload: unknown }
  | { type: 'state'; conversationId: string; state: ConversationState; speakingUserIds: string[] }
  | { type: 'moved'; conversationId: string; channelId: string }
  | { type: 'report'; conversationId: string; report: ConversationReport }
  /** `userIds`: whose turn the model was answering when it called, in the order in which they spoke. */
  | {
      type: 'toolCall';
      conversationId: string;
      callId: string;
      name: string;
      argumentsJson: string;
      userIds: string[];
    }
  /** The model's own server has called a tool of an MCP server that it talks with, and that has ended. */
  | {
      type: 'remoteCall';
      conversationId: string;
      server: string;
      tool: string;
      argumentsJson: string;
      failed: boolean;
      userIds: string[];
    }
  /** Something was billed, whether or not anybody heard it. */
  | { type: 'used'; conversationId: string; use: Use }
  /** Somebody told the bot to stop, aloud. */
  | { type: 'stopTold'; conversationId: string }
  /** Somebody said a few words into an answer, which went on: no turn, and not remembered. `atMs`: epoch ms. */
  | { type: 'interjected'; conversationId: string; userId: string; text: string; atMs: number }
  /** Something was said or done, and is over; told in the order in which it began, except for what is written down very late. */
  | { type: 'spoken'; conversationId: string; entry: HistoryEntry }
  /** What the model wrote out of band; `undefined`: it could not. */
  | { type: 'outOfBandDone'; conversationId: string; requestId: string; text: string | undefined }
  /** Something went wrong and the conversation goes on. */
  | { type: 'trouble'; conversationId: string; trouble: Trouble }
  | { type: 'ended'; conversationId: string; reason: EndReason; trouble: Trouble | undefined };

/** Where conversations run: this thread, a worker thread, another machine. */
export interface ConversationHost {
  send(message: ToVoiceHalf): void;
  /** One listener; a second call replaces the first. */
  onMessage(listener: (message: ToGatewayHalf) => void): void;
  /** Ends every conversation and resolves when all are gone. */
  stop(): Promise<void>;
}
