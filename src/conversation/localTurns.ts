import { FRAME_MS } from '../audio/format.ts';
import type { CancelTimer } from '../clock.ts';
import type { ConversationSettings, Person } from '../host/messages.ts';
import { REASON_DISCARDED, REASON_SESSION_LOST } from '../realtime/responseReasons.ts';
import type { Rest } from '../realtime/rest.ts';
import type { SessionEvent } from '../realtime/sessionEvents.ts';
import type { KeptDecision } from '../turn/answerReason.ts';
import type { Authors } from '../turn/authors.ts';
import type { LocalTurnEvent, LocalTurnOptions } from '../turn/localTurnEvents.ts';
import { LocalTurnMachine } from '../turn/localTurnMachine.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { VoicePacket } from '../voice/voiceEvents.ts';
import { localTurnOptions } from './conversationParts.ts';
import { LocalTurnActions } from './localTurnActions.ts';
import { RoomTeller } from './roomTeller.ts';
import { SpeakerLines } from './speakerLines.ts';
import type { AnswerOrigin, Speaker, TurnTaking, TurnTakingParts } from './turnTaking.ts';
import { WordWatch } from './wordWatch.ts';

/**
 * Turn-taking where the end of a turn is decided here: each person is a line of their own, the holder of the floor streams to the
 * model, and the pure machine says when to commit, ask, hold, duck, pause and cut.
 */
export class LocalTurns implements TurnTaking {
  readonly #parts: TurnTakingParts;
  readonly #options: LocalTurnOptions;
  readonly #machine: LocalTurnMachine;
  readonly #lines: SpeakerLines;
  readonly #actions: LocalTurnActions;
  readonly #room: RoomTeller;
  readonly #words: WordWatch;
  /** They left: what belongs to them is released as soon as what they said is delivered. */
  readonly #goneIds = new Set<string>();
  #lastSpeakerId: string | undefined;
  #stopTicks: CancelTimer | undefined;

  constructor(parts: TurnTakingParts) {
    this.#parts = parts;
    this.#room = new RoomTeller(parts.realtime, parts.settings.turns.botNames);
    this.#words = new WordWatch(parts.clock, parts.settings, (event) => {
      this.#take(event);
      if (event.type === 'stopTold' || (event.type === 'probed' && event.stop)) parts.stopTold();
    });
    this.#options = localTurnOptions(parts.settings);
    this.#machine = new LocalTurnMachine(this.#options, this.#words);
    this.#lines = new SpeakerLines({
      ...parts,
      onFrame: (userId, frame, lineDelayMs) => {
        this.#actions.flow(userId);
        if (frame.speech) this.#words.spoke(userId);
        this.#take({ type: 'frame', userId, frame, lineDelayMs });
      },
    });
    this.#actions = new LocalTurnActions(parts, this.#lines, this.#room, this.#words);
    this.people(parts.people);
  }

  get state(): ConversationState {
    return this.#machine.state;
  }

  get rest(): Rest {
    if (this.#machine.state === 'listening') return 'quiet';
    return this.#machine.isBetweenTurns ? 'between' : 'busy';
  }

  get speakingUserIds(): string[] {
    this.#lastSpeakerId = this.#machine.holderId ?? this.#lastSpeakerId;
    return this.#lastSpeakerId === undefined ? [] : [this.#lastSpeakerId];
  }

  authorsOf({ authorIds = [] }: AnswerOrigin): string[] {
    return [...authorIds];
  }

  get heardUserIds(): string[] {
    return this.#lines.heardUserIds;
  }

  get lastSoundMs(): number | undefined {
    return this.#lines.lastSoundMs;
  }

  get counters(): Readonly<Record<string, number>> {
    return { ...this.#lines.counters, ...this.#actions.counters };
  }

  get decisions(): readonly KeptDecision[] {
    return this.#words.decisions;
  }

  speakerOf(itemId: string): Speaker | undefined {
    const speech = this.#actions.speechOf(itemId);
    return speech === undefined
      ? undefined
      : { userId: speech.userId, name: this.#room.nameOf(speech.userId) };
  }

  packet(packet: VoicePacket): void {
    // Half duplex: what is said while the bot has the turn is not kept either.
    if (!this.#machine.hears) return;
    this.#goneIds.delete(packet.userId);
    this.#lines.packet(packet);
  }

  transmissionEnded(userId: string): void {
    this.#lines.end(userId);
    this.#take({ type: 'transmissionEnded', userId });
  }

  speakerGone(userId: string): void {
    this.#goneIds.add(userId);
    this.#lines.end(userId);
    this.#take({ type: 'gone', userId });
  }

  unheard(userId: string): void {
    this.#goneIds.delete(userId);
    this.#take({ type: 'unheard', userId });
    this.#lines.retire(userId);
    this.#actions.forgetSound(userId);
  }

  people(people: readonly Person[]): void {
    this.#room.people(people);
    this.#words.people(people);
    const present = new Set(people.map((person) => person.userId));
    for (const userId of this.#lines.userIds) if (!present.has(userId)) this.speakerGone(userId);
  }

  onSession(event: SessionEvent): void {
    const { answers } = this.#parts;
    switch (event.type) {
      case 'committed':
        this.#actions.committed(event.itemId);
        break;
      case 'commitRefused':
        this.#actions.commitRefused(event.lost === true);
        break;
      case 'userTranscript':
      case 'transcriptFailed': {
        const speech = this.#actions.speechOf(event.itemId);
        if (speech === undefined) return;
        this.#actions.understood(speech, event.type === 'userTranscript' ? event.text : undefined);
        break;
      }
      case 'responseCreated':
        this.#take({ type: 'responseCreated', responseId: event.responseId });
        break;
      case 'responseDone': {
        const { responseId } = event;
        this.#actions.responseDone(event);
        answers.close(responseId);
        // The loss itself says more, and follows at once: an answer that is owed stays owed.
        if (event.reason === REASON_SESSION_LOST) break;
        // It may have been given up before it had a name: then it must not be taken for the one that was asked for since.
        if (event.reason === REASON_DISCARDED) break;
        this.#take({ type: event.retrying ? 'responseRetried' : 'responseDone', responseId });
        break;
      }
      case 'responseRefused':
        if (event.error.code === 'model_session_lost') break;
        this.#take({ type: 'responseRefused' });
        break;
      case 'audioDelta': {
        const { responseId } = event.part;
        if (!this.#machine.wants(responseId) || !answers.append(event.part, event.pcm)) return;
        this.#take({ type: 'soundArrived', responseId });
        break;
      }
      case 'toolCall':
        this.#actions.keepCall(event.call);
        this.#take({ type: 'toolCalled', responseId: event.call.responseId, callId: event.call.callId });
        break;
      case 'ready':
        this.#room.sessionBack();
        break;
      case 'renewed':
        this.#actions.sessionLost();
        this.#room.sessionLost();
        this.#room.sessionBack();
        this.#take({ type: 'renewed' });
        break;
      case 'reconnecting':
        this.#actions.sessionLost();
        this.#room.sessionLost();
        this.#words.sessionLost();
        this.#take({ type: 'connectionLost' });
        break;
      default:
        break;
    }
  }

  connected(): void {
    this.#words.sessionBack();
    this.#take({ type: 'connected' });
  }

  answerFinished(responseId: string): void {
    this.#words.answerEnded();
    this.#take({ type: 'playbackFinished', responseId });
  }

  toolAnswered(callId: string, respond: boolean, authors: Authors): void {
    this.#take({ type: 'toolAnswered', callId, respond, authors });
  }

  tell(userIds: Authors): void {
    this.#words.answerFor(userIds);
    this.#take({ type: 'newsArrived', authors: userIds });
  }

  stop(): void {
    this.#take({ type: 'stopTold' });
  }

  ask({ userIds = [], instructions }: { userIds?: string[]; instructions?: string }): void {
    this.#words.answerFor(userIds);
    this.#actions.instructNext(instructions);
    this.#take({ type: 'newsArrived', authors: userIds });
  }

  configure({ turnMode, turns }: ConversationSettings): void {
    // The machine looks at its mode afresh at each event.
    this.#options.mode = turnMode;
    this.#words.configure(turns);
    this.#parts.settled();
  }

  talkPressed(userId: string): void {
    this.#words.talkPressed(userId);
    this.#take({ type: 'talkPressed', userId });
  }

  close(): void {
    this.#machine.on({ type: 'closed' }, this.#parts.clock.nowMs());
    this.#stopTicks?.();
    this.#stopTicks = undefined;
    this.#words.close();
    this.#lines.release();
  }

  #take(event: LocalTurnEvent): void {
    for (const effect of this.#machine.on(event, this.#parts.clock.nowMs())) this.#actions.carryOut(effect);
    this.#retireGone();
    this.#settleTicks();
    this.#parts.settled();
  }

  #retireGone(): void {
    for (const userId of this.#goneIds) {
      if (this.#machine.needs(userId)) continue;
      this.#goneIds.delete(userId);
      this.#lines.retire(userId);
    }
  }

  #settleTicks(): void {
    if (!this.#machine.needsTicks) {
      this.#stopTicks?.();
      this.#stopTicks = undefined;
      return;
    }
    this.#stopTicks ??= this.#parts.clock.every(FRAME_MS, () => {
      this.#lines.tick();
      this.#take({ type: 'tick' });
    });
  }
}
