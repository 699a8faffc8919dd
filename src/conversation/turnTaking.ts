import type { FrameDecoder } from '../audio/speakerTrack.ts';
import type { Clock } from '../clock.ts';
import type { ConversationSettings, Person } from '../host/messages.ts';
import type { Rest } from '../realtime/rest.ts';
import type { SessionEvent, ToolCall } from '../realtime/sessionEvents.ts';
import type { KeptDecision } from '../turn/answerReason.ts';
import type { Authors } from '../turn/authors.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { VoicePacket, VoicePort } from '../voice/voiceEvents.ts';
import type { AnswerPlayer } from './answerPlayer.ts';
import type { CountingRealtimePort } from './conversationParts.ts';
import type { SpeechJudge } from './speakerLine.ts';
import type { Statistics } from './statistics.ts';

/** Somebody who spoke; `name` is what the model knows them by. */
export interface Speaker {
  userId: string;
  name: string;
}

/** A response, as its function calls and its bill name it; `authorIds`: whose words it was asked for to answer. */
export interface AnswerOrigin {
  responseId: string;
  authorIds?: Authors | undefined;
}

/** What turn-taking works with; all of it is its conversation's. */
export interface TurnTakingParts {
  clock: Clock;
  settings: ConversationSettings;
  realtime: CountingRealtimePort;
  voice: Pick<VoicePort, 'playCue'>;
  answers: AnswerPlayer;
  statistics: Statistics;
  makeDecoder: () => FrameDecoder;
  makeJudge: () => SpeechJudge;
  /** Who is in the channel at the beginning. */
  people: readonly Person[];
  runTool: (call: ToolCall) => void;
  /** The model was told to forget this item: nothing was said with it. */
  itemForgotten: (itemId: string) => void;
  /** Something may have changed: state, who speaks. */
  settled: () => void;
  /** Somebody told the bot to stop, aloud. */
  stopTold: () => void;
  /** The model owed an answer and gave none. */
  noAnswer: () => void;
}

/**
 * Who speaks when: takes people's packets and the model's events, decides, and carries its decisions out. A conversation has
 * one, chosen by who detects the end of a turn.
 */
export interface TurnTaking {
  readonly state: ConversationState;
  /** Does it need the model's present session? */
  readonly rest: Rest;
  /** Who is speaking; when nobody is, who was last. */
  readonly speakingUserIds: string[];
  /** Who was heard so far, in the order of their first packet. */
  readonly heardUserIds: string[];
  /** When the last packet with sound came, on the clock; `undefined` before the first. */
  readonly lastSoundMs: number | undefined;
  readonly counters: Readonly<Record<string, number>>;
  /** Which of the last turns were to be answered, and why, oldest first; empty where the model decides. */
  readonly decisions: readonly KeptDecision[];
  /** Whose words this response answers, in the order in which they spoke; none: nobody knows. Fixed when it begins. */
  authorsOf(response: AnswerOrigin): string[];
  /** Whose words an item of the conversation holds; `undefined`: nobody knows. */
  speakerOf(itemId: string): Speaker | undefined;
  packet(packet: VoicePacket): void;
  transmissionEnded(userId: string): void;
  speakerGone(userId: string): void;
  /** They may not be heard any more: what is kept of them and was not committed is dropped, also at the model. */
  unheard(userId: string): void;
  /** Who is in the channel now; what belongs to others is released. */
  people(people: readonly Person[]): void;
  onSession(event: SessionEvent): void;
  /** Sound can flow both ways, for the first time or again. */
  connected(): void;
  /** This answer was played to its end, or its cut has taken effect. */
  answerFinished(responseId: string): void;
  /** A function's output was given to the model; `respond`: it is to speak about it. In the name of whoever it was called for. */
  toolAnswered(callId: string, respond: boolean, authors: Authors): void;
  /** The model was told news, and is to speak about them when nobody else does; in the name of these people. */
  tell(userIds: Authors): void;
  /** Somebody asked for silence, by other means than their voice. */
  stop(): void;
  /**
   * The model was told something in writing and is to speak about it, when nobody else does.
   * @param request `userIds`: whose wish it is. `instructions`: in place of the session's, for this response.
   */
  ask(request: { userIds?: string[]; instructions?: string }): void;
  /** Other settings hold from now on: the turn mode and which turns are answered; nothing else is taken from them. */
  configure(settings: ConversationSettings): void;
  /** Somebody pressed the Talk button. */
  talkPressed(userId: string): void;
  /** Ends in `closed` and releases everything. */
  close(): void;
}
