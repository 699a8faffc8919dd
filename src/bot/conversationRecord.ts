import type { Clock } from '../clock.ts';
import type { ConversationReport, Person, Trouble } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type {
  ConversationEnd,
  ConversationSnapshot,
  ConversationWarning,
  ShownDecision,
  TranscriptState,
} from './conversationSnapshot.ts';
import { changedWhileRunning, type RunningSettings } from './runningSettings.ts';
import type { VoiceHindrance } from './voiceHindrance.ts';

/** Names of people who left stay known for "who was heard"; a long-lived busy channel must not fill the memory. */
const MAX_NAMES = 2000;

/** Whoever presses after so many others have pressed is taken for somebody who did before. */
const MAX_PRESSED = 2000;

type Identity = Pick<ConversationSnapshot, 'conversationId' | 'guildId' | 'startedByUserId'>;

/** What a conversation told of itself so far. Keeps, and does nothing. */
export class ConversationRecord {
  readonly #clock: Clock;
  readonly #identity: Identity;
  readonly #names = new Map<string, string>();
  #channelId: string;
  #running: RunningSettings;
  #hasSpoken = false;
  #state: ConversationState = 'connecting';
  #speakingUserIds: string[] = [];
  #trouble: Trouble | undefined;
  #hindrance: VoiceHindrance | undefined;
  #movedFromId: string | undefined;
  #warning: ConversationWarning | undefined;
  #transcript: TranscriptState | undefined;
  #sparing = false;
  #report: ConversationReport | undefined;
  #reportedMs = 0;
  #listeningSinceMs: number | undefined;
  #endedMs: number | undefined;
  #end: ConversationEnd | undefined;
  readonly #pressedUserIds = new Set<string>();

  constructor(identity: Identity, channelId: string, running: RunningSettings, clock: Clock) {
    this.#identity = identity;
    this.#channelId = channelId;
    this.#running = running;
    this.#clock = clock;
  }

  get channelId(): string {
    return this.#channelId;
  }

  get state(): ConversationState {
    return this.#state;
  }

  get end(): ConversationEnd | undefined {
    return this.#end;
  }

  setChannel(channelId: string): void {
    if (channelId !== this.#channelId) this.#movedFromId = this.#channelId;
    this.#channelId = channelId;
  }

  /** The settings were changed while it runs. */
  setRunning(changed: RunningSettings): void {
    this.#running = changedWhileRunning(this.#running, changed, this.#hasSpoken);
  }

  /** A limit of what may be used is near. */
  setSparing(sparing: boolean): void {
    this.#sparing = sparing;
  }

  setTrouble(trouble: Trouble): void {
    this.#trouble = trouble;
  }

  /** What people are to know before it happens. True when that is news. */
  setWarning(warning: ConversationWarning | undefined): boolean {
    const news = warning !== this.#warning;
    this.#warning = warning;
    return news;
  }

  /** What keeps the bot from hearing or being heard. True when that is news. */
  setHindrance(hindrance: VoiceHindrance | undefined): boolean {
    const news = hindrance !== this.#hindrance;
    this.#hindrance = hindrance;
    return news;
  }

  setTranscript(transcript: TranscriptState): void {
    this.#transcript = transcript;
  }

  /** Where what is said is being written down. */
  get threadId(): string | undefined {
    return this.#transcript?.running ? this.#transcript.channelId : undefined;
  }

  setReport(report: ConversationReport): void {
    this.#report = report;
    this.#reportedMs = this.#clock.nowMs();
  }

  /** Which of these people were heard so far. */
  heardOf(people: readonly Person[]): string[] {
    const heard = new Set(this.#report?.heardUserIds);
    return people.map(({ userId }) => userId).filter((userId) => heard.has(userId));
  }

  /** Remembers names; the newest of a person counts. */
  setNames(people: readonly Person[]): void {
    for (const { userId, displayName } of people) {
      if (this.#names.size < MAX_NAMES || this.#names.has(userId)) this.#names.set(userId, displayName);
    }
  }

  /** True when it is connected for the first time. */
  setState(state: ConversationState, speakingUserIds: string[]): boolean {
    this.#state = state;
    this.#speakingUserIds = speakingUserIds;
    // Whatever was wrong, the model speaks again.
    if (state === 'agentSpeaking') {
      this.#hasSpoken = true;
      this.#trouble = undefined;
      this.#movedFromId = undefined;
    }
    if (state === 'connecting' || this.#listeningSinceMs !== undefined) return false;
    this.#listeningSinceMs = this.#clock.nowMs();
    return true;
  }

  /** Somebody pressed Talk. True for the first time of this person. */
  talkPressed(userId: string): boolean {
    if (this.#pressedUserIds.has(userId) || this.#pressedUserIds.size >= MAX_PRESSED) return false;
    this.#pressedUserIds.add(userId);
    return true;
  }

  setEnd(end: ConversationEnd): void {
    this.#end = end;
    this.#endedMs = this.#clock.nowMs();
    this.#state = 'closed';
    this.#speakingUserIds = [];
  }

  snapshot(): ConversationSnapshot {
    const sinceMs = this.#listeningSinceMs;
    const untilMs = this.#endedMs ?? this.#clock.nowMs();
    return {
      ...this.#identity,
      channelId: this.#channelId,
      state: this.#state,
      running: { ...this.#running, model: this.#report?.model ?? this.#running.model },
      speakingNames: this.#speakingUserIds.map((userId) => this.#nameOf(userId)),
      heardNames: (this.#report?.heardUserIds ?? []).map((userId) => this.#nameOf(userId)),
      trouble: this.#trouble,
      hindrance: this.#hindrance,
      movedFromId: this.#movedFromId,
      warning: this.#warning,
      transcript: this.#transcript,
      sparing: this.#sparing,
      report: this.#report,
      decisions: this.#decisions(),
      talkedMs: sinceMs === undefined ? 0 : untilMs - sinceMs,
      end: this.#end,
    };
  }

  #decisions(): ShownDecision[] {
    const sinceMs = this.#clock.nowMs() - this.#reportedMs;
    return (this.#report?.decisions ?? []).map(({ userIds, agoMs, ...decided }) => ({
      ...decided,
      agoMs: agoMs + sinceMs,
      names: userIds.map((userId) => this.#nameOf(userId)),
    }));
  }

  #nameOf(userId: string): string {
    return this.#names.get(userId) ?? 'somebody';
  }
}
