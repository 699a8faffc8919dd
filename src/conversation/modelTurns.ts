import type { ConversationSettings, Person } from '../host/messages.ts';
import type { Rest } from '../realtime/rest.ts';
import type { SessionEvent } from '../realtime/sessionEvents.ts';
import type { Authors } from '../turn/authors.ts';
import { NameSpotter } from '../turn/nameSpotter.ts';
import { StopWords } from '../turn/stopWords.ts';
import type { TurnEffect, TurnOptions } from '../turn/turnEvents.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { VoicePacket } from '../voice/voiceEvents.ts';
import { carryOut } from './carryOut.ts';
import { turnOptions, uplinkTiming } from './conversationParts.ts';
import { Microphone } from './microphone.ts';
import { MixedAuthors } from './mixedAuthors.ts';
import { MixedSpeakers } from './mixedSpeakers.ts';
import { ModelUplink } from './modelUplink.ts';
import { OwedAnswer } from './owedAnswer.ts';
import { TurnDriver } from './turnDriver.ts';
import { turnEventOf } from './turnEventOf.ts';
import type { AnswerOrigin, Speaker, TurnTaking, TurnTakingParts } from './turnTaking.ts';

/**
 * Turn-taking where the model's VAD decides (`server`, `semantic`): everybody is mixed into one stream, with the silence it needs
 * to hear the end of a turn.
 */
export class ModelTurns implements TurnTaking {
  readonly #parts: TurnTakingParts;
  readonly #options: TurnOptions;
  readonly #microphone: Microphone;
  readonly #uplink: ModelUplink;
  readonly #driver: TurnDriver;
  readonly #owed = new OwedAnswer();
  readonly #speakers: MixedSpeakers;
  readonly #stopWords: StopWords;
  readonly #authors = new MixedAuthors();
  /** Whose turns are taken and not answered. */
  readonly #unansweredIds = new Set<string>();
  /** Some of what they said is heard by another session again. */
  #heardAgain = false;

  constructor(parts: TurnTakingParts) {
    this.#parts = parts;
    this.#speakers = new MixedSpeakers(parts.settings.turns.botNames);
    this.#speakers.people(parts.people);
    const { clock, settings, makeDecoder, realtime } = parts;
    const timing = uplinkTiming(settings);
    const microphone = new Microphone({
      clock,
      timing,
      makeDecoder,
      send: (pcm) => this.#uplink.send(pcm),
    });
    const semantic = settings.model.turnDetection?.kind === 'semantic';
    this.#uplink = new ModelUplink({
      clock,
      realtime,
      silenceMs: semantic ? timing.maxHoldMs : timing.trailingSilenceMs,
      isQuiet: () => microphone.isQuiet,
      unnoticed: () => {
        this.#driver.take({ type: 'inputCleared' });
        parts.noAnswer();
      },
    });
    this.#options = turnOptions(settings);
    this.#microphone = microphone;
    this.#stopWords = new StopWords(new NameSpotter(settings.turns.botNames));
    this.#driver = new TurnDriver({
      clock,
      options: this.#options,
      carryOut: (effect) => this.#carryOut(effect),
      settled: parts.settled,
    });
  }

  get state(): ConversationState {
    return this.#driver.state;
  }

  get rest(): Rest {
    const { state } = this.#driver;
    if (state === 'listening' && this.#microphone.isQuiet) return 'quiet';
    // What is being said is heard by the next session from its beginning.
    return state === 'listening' || state === 'userSpeaking' ? 'between' : 'busy';
  }

  get speakingUserIds(): string[] {
    return this.#microphone.speakingUserIds;
  }

  authorsOf({ responseId, authorIds }: AnswerOrigin): string[] {
    return [...this.#authors.of(responseId, authorIds)];
  }

  get heardUserIds(): string[] {
    return this.#microphone.heardUserIds;
  }

  get lastSoundMs(): number | undefined {
    return this.#microphone.lastSoundMs;
  }

  readonly decisions = [];

  get counters(): Readonly<Record<string, number>> {
    return this.#microphone.counters;
  }

  speakerOf(itemId: string): Speaker | undefined {
    return this.#speakers.speakerOf(itemId);
  }

  packet(packet: VoicePacket): void {
    this.#speakers.heard(packet.userId);
    this.#microphone.packet(packet);
    if (this.#driver.state === 'userSpeaking') this.#parts.settled();
  }

  transmissionEnded(userId: string): void {
    this.#microphone.transmissionEnded(userId);
  }

  speakerGone(userId: string): void {
    this.#microphone.speakerGone(userId);
  }

  unheard(userId: string): void {
    this.#uplink.forget();
    if (!this.#microphone.unheard(userId)) return;
    // Their voice is mixed with the others': what the model has not taken yet goes with it.
    this.#parts.realtime.clearInput();
    this.#speakers.cleared();
    this.#microphone.holdOpen(false);
    this.#driver.take({ type: 'inputCleared' });
  }

  people(people: readonly Person[]): void {
    this.#speakers.people(people);
    this.#microphone.keepOnly(people.map((person) => person.userId));
  }

  onSession(event: SessionEvent): void {
    const { answers } = this.#parts;
    const fencedCall = event.type === 'toolCall' && this.#driver.isFenced(event.call.responseId);
    if (event.type === 'audioDelta') {
      const wanted = !this.#driver.isFenced(event.part.responseId) && answers.append(event.part, event.pcm);
      if (!wanted) return;
    }
    if (event.type === 'committed') this.#committed(event.itemId);
    if (event.type === 'responseCreated') this.#authors.begun(event.responseId);
    if (event.type === 'responseDone' && event.retrying) this.#authors.again(event.responseId);
    if (event.type === 'userTranscript' && this.#stopWords.isStop(event.text)) this.#parts.stopTold();
    if (event.type === 'responseDone') answers.close(event.responseId);
    if (event.type === 'speechStarted') this.#microphone.holdOpen(true);
    if (event.type === 'speechStopped' || event.type === 'reconnecting') this.#microphone.holdOpen(false);
    this.#owed.onSession(event);
    if (!fencedCall) this.#uplink.onSession(event);
    if (event.type === 'audioDelta' || (event.type === 'toolCall' && !fencedCall)) this.#answered();
    if (event.type === 'ready' || event.type === 'renewed') this.#heardAgain = this.#unansweredIds.size > 0;
    const turnEvent = turnEventOf(event);
    if (turnEvent !== undefined) this.#driver.take(turnEvent);
    if (event.type === 'toolCall' && !fencedCall) this.#parts.runTool(event.call);
  }

  connected(): void {
    this.#driver.take({ type: 'connected' });
    const lost = this.#owed.takeLost();
    if (lost === undefined) return;
    this.#authors.lost();
    this.#request(lost.instructions);
  }

  answerFinished(responseId: string): void {
    this.#driver.take({ type: 'playbackFinished', responseId });
  }

  toolAnswered(_callId: string, respond: boolean, authors: Authors): void {
    if (respond) this.#authors.add(authors);
    this.#driver.take({ type: 'toolAnswered', respond });
  }

  tell(userIds: Authors): void {
    this.#authors.add(userIds);
    this.#driver.take({ type: 'newsArrived' });
  }

  stop(): void {
    this.#uplink.answered();
    this.#driver.take({ type: 'stopTold' });
  }

  ask({ userIds = [], instructions }: { userIds?: string[]; instructions?: string }): void {
    this.#authors.add(userIds);
    this.#request(instructions);
  }

  configure({ turnMode }: ConversationSettings): void {
    // The machine looks at its mode afresh at each event.
    this.#options.mode = turnMode;
  }

  /** The model's VAD decides what is answered: there is nothing to ask for. */
  talkPressed(): void {}

  close(): void {
    this.#driver.close();
    this.#microphone.destroy();
    this.#uplink.close();
  }

  /** The model hears one mix of everybody: a turn is whose sound was in it, all of them, and rather one too many. */
  #committed(itemId: string): void {
    if (this.#heardAgain) for (const userId of this.#unansweredIds) this.#speakers.heard(userId);
    this.#speakers.committed(itemId);
    const authors = this.#microphone.takeAuthors();
    for (const userId of authors) this.#unansweredIds.add(userId);
    this.#authors.add(this.#heardAgain ? [...this.#unansweredIds] : authors);
  }

  #request(instructions: string | undefined): void {
    this.#owed.asked(instructions);
    this.#parts.realtime.requestResponse({ instructions, authors: this.#authors.request() });
  }

  #answered(): void {
    this.#unansweredIds.clear();
    this.#heardAgain = false;
  }

  #carryOut(effect: TurnEffect): void {
    if (effect.type === 'closeInput') this.#uplink.cleared();
    if (effect.type === 'requestResponse') this.#owed.asked();
    if (effect.type === 'thinkingStuck') this.#uplink.answered();
    carryOut(effect, { ...this.#parts, microphone: this.#microphone, authors: this.#authors });
  }
}
