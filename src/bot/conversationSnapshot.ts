import type { ConversationReport, EndReason, ReportedDecision, Trouble } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { RunningSettings } from './runningSettings.ts';
import type { PlaceRefusal } from './transcript/transcriptPlace.ts';
import type { VoiceHindrance } from './voiceHindrance.ts';

/** How a conversation ended. */
export interface ConversationEnd {
  reason: EndReason;
  trouble: Trouble | undefined;
  /** After a restart the bot comes back by itself, if people are still there. */
  comesBack?: boolean;
}

/** It leaves at that moment (epoch ms): nobody else is in the channel, or nobody has spoken for long. */
export interface ConversationWarning {
  reason: 'alone' | 'silent';
  leavesAtMs: number;
}

/** Where it is written down what is said; `refused`: that had to end, and why. */
export interface TranscriptState {
  channelId: string;
  refused: PlaceRefusal | undefined;
  running: boolean;
}

/** A turn that was answered or was not, as of now. The names are untrusted. */
export interface ShownDecision extends Omit<ReportedDecision, 'userIds'> {
  names: string[];
}

/** All that the gateway half knows of a conversation at one moment: what people are shown is made of it. */
export interface ConversationSnapshot {
  conversationId: string;
  guildId: string;
  /** Who asked the bot in; `undefined`: it came back by itself. */
  startedByUserId: string | undefined;
  channelId: string;
  state: ConversationState;
  running: RunningSettings;
  /** Untrusted names of who speaks now. */
  speakingNames: string[];
  /** Untrusted names of who was heard so far, oldest first. */
  heardNames: string[];
  /** The last thing that went wrong and still matters. */
  trouble: Trouble | undefined;
  /** What keeps the bot from hearing or being heard, until somebody changes it. */
  hindrance: VoiceHindrance | undefined;
  /** It came from this channel, and has not spoken since. */
  movedFromId: string | undefined;
  /** What is about to happen unless somebody does something. */
  warning: ConversationWarning | undefined;
  transcript: TranscriptState | undefined;
  /** A limit of what may be used is near: it answers briefly, and only when it is meant. */
  sparing: boolean;
  report: ConversationReport | undefined;
  /** Which of the last turns were answered and why, newest first; empty where the model decides. */
  decisions: ShownDecision[];
  /** Since it listened for the first time; 0 before. Stands still once ended. */
  talkedMs: number;
  end: ConversationEnd | undefined;
}
