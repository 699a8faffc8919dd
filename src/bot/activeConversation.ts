import { isDeepStrictEqual } from 'node:util';
import type { EndReason, GatewayChange, Person, ToGatewayHalf } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { ActiveConversationOptions } from './activeConversationOptions.ts';
import { ConversationConsent } from './conversationConsent.ts';
import { ConversationEnding } from './conversationEnding.ts';
import type { KeptConversation } from './conversationKeeper.ts';
import { ConversationRecord } from './conversationRecord.ts';
import type { ConversationEnd, ConversationSnapshot, TranscriptState } from './conversationSnapshot.ts';
import type { ConversationTools } from './conversationTools.ts';
import { Deferred } from './deferred.ts';
import { leavePayload, parseVoiceStatePayload } from './gatewayPayload.ts';
import type { GuildVoiceLink } from './guildGateway.ts';
import { type MoveOutcome, PendingMoves } from './pendingMoves.ts';
import { runningSettings } from './runningSettings.ts';
import { TalkMeter } from './talkMeter.ts';
import { toolsOf } from './toolsOf.ts';
import { WrittenSide } from './writtenSide.ts';

/** A stage may hold thousands of people; a conversation needs to know those who may speak to it. */
const MAX_PEOPLE = 250;

/** What a conversation's beginning came to. */
export type StartOutcome = { type: 'listening' } | { type: 'ended'; end: ConversationEnd };

/** One guild's conversation as the gateway half sees it: feeds the voice half, and acts on what that tells. */
export class ActiveConversation {
  readonly conversationId: string;
  readonly guildId: string;
  readonly textChannelId: string;
  /** Who may be heard. */
  readonly consent: ConversationConsent;
  readonly kept: KeptConversation;
  /** What the model may do with the server. */
  readonly tools: ConversationTools;
  readonly #options: ActiveConversationOptions;
  readonly #record: ConversationRecord;
  readonly #link: GuildVoiceLink;
  /** What people type, and what is written about it. */
  readonly written: WrittenSide;
  readonly #changeListeners = new Set<() => void>();
  readonly #moves: PendingMoves;
  readonly #ending: ConversationEnding;
  readonly #talkMeter: TalkMeter;
  readonly #start = new Deferred<StartOutcome>();
  readonly #over = new Deferred<ConversationEnd>();
  #people: Person[] = [];
  /** Resolves when it listened for the first time or ended before. */
  readonly started = this.#start.promise;
  /** Resolves when it has ended; never rejects. */
  readonly ended = this.#over.promise;

  constructor(options: ActiveConversationOptions) {
    const { conversationId, settings, startedByUserId } = options;
    this.#options = options;
    this.conversationId = conversationId;
    this.guildId = settings.guildId;
    this.textChannelId = options.textChannelId;
    this.kept = options.kept;
    const identity = { conversationId, guildId: settings.guildId, startedByUserId };
    const running = runningSettings(settings);
    this.#record = new ConversationRecord(identity, settings.channelId, running, options.clock);
    this.#moves = new PendingMoves(options.clock);
    this.#ending = this.#makeEnding();
    this.#talkMeter = new TalkMeter(options.clock, (talkedMs) => {
      options.ledger.talked(this, this.#record.heardOf(this.#people), talkedMs);
    });
    this.consent = new ConversationConsent(options, this);
    const hooks = {
      people: () => this.#currentPeople(),
      leave: () => this.#ending.leaveWhenSaid(this.#record.state),
      ended: () => this.#hasEnded,
    };
    this.tools = toolsOf(this, hooks, options);
    this.written = new WrittenSide(options, () => this.#ending.touched());
    this.#link = options.gateway.attachVoice(this.guildId, {
      onVoiceStateUpdate: (data) => options.send({ type: 'voiceStateUpdate', conversationId, data }),
      onVoiceServerUpdate: (data) => options.send({ type: 'voiceServerUpdate', conversationId, data }),
    });
  }

  /** Asks the voice half to begin. Apart from construction: an answer may come before this returns. */
  open(): void {
    const { conversationId, settings, history } = this.#options;
    this.#people = this.#currentPeople();
    this.#ending.people(this.#people);
    this.#options.send({ type: 'open', conversationId, settings, people: this.#people, history });
    this.consent.people(this.#people);
  }

  get channelId(): string {
    return this.#record.channelId;
  }

  /** It was asked to close, or has ended. */
  get closing(): boolean {
    return this.#ending.asked || this.#hasEnded;
  }

  get #hasEnded(): boolean {
    return this.#record.end !== undefined;
  }

  snapshot(): ConversationSnapshot {
    return this.#record.snapshot();
  }

  /** Calls back after each change that people may see; returns the way to stop it. */
  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** What people are shown of where it is written down what is said. */
  setTranscript(transcript: TranscriptState): void {
    this.#record.setTranscript(transcript);
    this.#changed();
  }

  /** A message of the voice half for this conversation. */
  receive(message: ToGatewayHalf): void {
    if (this.#hasEnded) return;
    switch (message.type) {
      case 'gatewayPayload':
        this.#sendToGateway(message.payload);
        break;
      case 'state':
        this.#onState(message.state, message.speakingUserIds);
        break;
      case 'moved':
        this.#onMoved(message.channelId);
        break;
      case 'report':
        this.#record.setReport(message.report);
        this.#changed();
        break;
      case 'toolCall':
        this.tools.call(message);
        break;
      case 'stopTold':
        this.tools.cancel();
        break;
      case 'spoken':
        this.tools.spoken(message.entry);
        this.kept.spoken(message.entry);
        this.written.spoken(message.entry);
        break;
      case 'outOfBandDone':
        this.written.done(message.requestId, message.text);
        break;
      case 'trouble':
        this.#record.setTrouble(message.trouble);
        this.#changed();
        break;
      case 'ended':
        this.#finish({ reason: message.reason, trouble: message.trouble });
    }
  }

  /**
   * Somebody in the channel pressed Talk: what they are saying, or say next, is to be answered. True for the first time of
   * this person in this conversation.
   */
  talk(userId: string): boolean {
    if (this.closing) return false;
    this.#ending.touched();
    this.#options.send({ type: 'talk', conversationId: this.conversationId, userId });
    return this.#record.talkPressed(userId);
  }

  /** Somebody wants silence: what the bot says or does is dropped. Answers how many tools were cancelled. */
  stopTalking(): number {
    if (this.closing) return 0;
    this.#options.send({ type: 'stop', conversationId: this.conversationId });
    return this.tools.cancel();
  }

  /** The model is to know this, and to speak about it when nobody else speaks; in the name of these people. */
  tell(text: string, userIds: readonly string[]): void {
    if (!this.closing) this.tools.tell(text, userIds);
  }

  /** What a person is called who is in the channel right now; untrusted. `undefined`: they are not. */
  nameHere(userId: string): string | undefined {
    return this.#currentPeople().find((person) => person.userId === userId)?.displayName;
  }

  /** Ends the conversation, as {@link ConversationEnding.close} has it. Resolves when it is over, which has a deadline. */
  close(reason: EndReason): Promise<ConversationEnd> {
    if (!this.#hasEnded) this.#ending.close(reason);
    return this.ended;
  }

  /** The server's settings were changed: what can change while it runs does. */
  settingsChanged(settings: ActiveConversationOptions['settings']): void {
    if (this.closing) return;
    void this.consent.changed();
    this.#options.send({ type: 'settings', conversationId: this.conversationId, settings });
    this.#record.setRunning(runningSettings(settings));
    this.#changed();
  }

  /** What became of the gateway that its shard is connected to. */
  gatewayChanged(change: GatewayChange): void {
    if (this.#hasEnded) return;
    this.#options.send({ type: 'gateway', conversationId: this.conversationId, change });
  }

  /** Moves to another channel of the guild; resolves when it is known what came of it. */
  move(channelId: string): Promise<MoveOutcome> {
    if (this.#hasEnded) return Promise.resolve('ended');
    const moved = this.#moves.wait();
    this.#options.send({ type: 'move', conversationId: this.conversationId, channelId });
    return moved;
  }

  /** Somebody may have come, gone or changed their name, or the bot's rights: tells the voice half or people if so. */
  refreshPeople(): void {
    if (this.#hasEnded) return;
    if (this.#record.setHindrance(this.#options.gateway.hindranceIn(this.guildId))) this.#changed();
    const people = this.#currentPeople();
    if (isDeepStrictEqual(people, this.#people)) return;
    this.#people = people;
    this.#ending.people(people);
    this.#options.send({ type: 'people', conversationId: this.conversationId, people });
    this.consent.people(people);
    this.#changed();
  }

  #currentPeople(): Person[] {
    const people = this.#options.gateway.peopleIn(this.guildId, this.channelId).slice(0, MAX_PEOPLE);
    this.#record.setNames(people);
    return people;
  }

  #sendToGateway(payload: unknown): void {
    const parsed = parseVoiceStatePayload(payload, this.guildId);
    if (parsed !== undefined) this.#link.send(parsed);
    else this.#options.log.warn({ conversationId: this.conversationId }, 'dropped what is no voice state');
  }

  #onState(state: ConversationState, speakingUserIds: string[]): void {
    // The end is told by `ended`, which also says why.
    if (state === 'closed') return;
    if (this.#record.setState(state, speakingUserIds)) {
      this.#start.resolve({ type: 'listening' });
      this.#talkMeter.start();
      this.consent.listening();
    }
    this.#ending.state(state);
    this.#changed();
  }

  #onMoved(channelId: string): void {
    this.#record.setChannel(channelId);
    this.kept.moved(channelId);
    this.#moves.settle('moved');
    this.refreshPeople();
    this.#changed();
  }

  #makeEnding(): ConversationEnding {
    const { conversationId } = this;
    return new ConversationEnding({
      ...this.#options,
      warn: (warning) => {
        if (this.#record.setWarning(warning)) this.#changed();
      },
      ask: (reason) => this.#options.send({ type: 'close', conversationId, reason }),
      unconfirmed: (reason) => {
        this.#options.log.error({ conversationId }, 'the voice half did not confirm the end');
        // Nobody else will take the bot out of the channel now.
        this.#link.send(leavePayload(this.guildId));
        this.#finish({ reason, trouble: undefined });
      },
    });
  }

  #finish({ reason, trouble }: ConversationEnd): void {
    if (this.#hasEnded) return;
    const end = { reason, trouble, comesBack: this.kept.ended(reason) };
    this.#record.setEnd(end);
    this.#ending.stop();
    this.#talkMeter.stop();
    this.tools.end();
    this.written.end();
    this.#link.detach();
    this.#moves.settle('ended');
    this.#options.onEnded();
    this.#start.resolve({ type: 'ended', end });
    this.#over.resolve(end);
    this.#changed();
    this.#changeListeners.clear();
  }

  #changed(): void {
    for (const listener of [...this.#changeListeners]) listener();
  }
}
