import { isDeepStrictEqual } from 'node:util';
import type { CancelTimer, Clock } from '../clock.ts';
import type {
  ConversationSettings,
  EndReason,
  Person,
  ToGatewayHalf,
  ToVoiceHalf,
} from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { ToolServices } from '../tools/toolCalls.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import { ConversationRecord } from './conversationRecord.ts';
import type { ConversationEnd, ConversationSnapshot } from './conversationSnapshot.ts';
import { ConversationTools } from './conversationTools.ts';
import { ConversationWatch, type WatchLimits } from './conversationWatch.ts';
import { leavePayload, parseVoiceStatePayload } from './gatewayPayload.ts';
import type { GuildActions } from './guildActions.ts';
import type { GuildGateway, GuildVoiceLink } from './guildGateway.ts';
import { LeaveWhenSaid } from './leaveWhenSaid.ts';
import { type MoveOutcome, PendingMoves } from './pendingMoves.ts';

/** The voice half must tell the end of what it was asked to close by then; otherwise it is taken for gone. */
export const CLOSE_DEADLINE_MS = 5000;

/** The same where the voice half first lets the model finish what it is saying, which may take 10 s. */
export const GOODBYE_CLOSE_DEADLINE_MS = 14_000;

/** Ends that let the model finish what it is saying. */
const FINISHING: readonly EndReason[] = ['leftByTool', 'shutdown'];

/** A stage may hold thousands of people; a conversation needs to know those who may speak to it. */
const MAX_PEOPLE = 250;

/** What a conversation's beginning came to. */
export type StartOutcome = { type: 'listening' } | { type: 'ended'; end: ConversationEnd };

/** What a conversation of the gateway half is made with. */
export interface ActiveConversationOptions {
  conversationId: string;
  settings: ConversationSettings;
  /** Where what is written goes. */
  textChannelId: string;
  send: (message: ToVoiceHalf) => void;
  gateway: GuildGateway;
  actions: GuildActions;
  tools: ToolServices;
  /** When it ends because nobody uses it. */
  limits: WatchLimits;
  clock: Clock;
  /** Wall-clock time for the tools. */
  now: () => Date;
  log: Logger;
  /** Called once, when it has ended. */
  onEnded: (conversation: ActiveConversation) => void;
}

/** One guild's conversation as the gateway half sees it: feeds the voice half, and acts on what that tells. */
export class ActiveConversation {
  readonly conversationId: string;
  readonly guildId: string;
  readonly textChannelId: string;
  /** What the model may do with the server. */
  readonly tools: ConversationTools;
  /** Resolves when it listened for the first time or ended before. */
  readonly started: Promise<StartOutcome>;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<ConversationEnd>;
  readonly #options: ActiveConversationOptions;
  readonly #record: ConversationRecord;
  readonly #link: GuildVoiceLink;
  readonly #changeListeners = new Set<() => void>();
  readonly #moves: PendingMoves;
  readonly #watch: ConversationWatch;
  #resolveStarted: (outcome: StartOutcome) => void = () => {};
  #resolveEnded: (end: ConversationEnd) => void = () => {};
  #people: Person[] = [];
  #closeAsked = false;
  #cancelCloseDeadline: CancelTimer | undefined;
  #leaveWhenSaid: LeaveWhenSaid | undefined;

  constructor(options: ActiveConversationOptions) {
    const { conversationId, settings } = options;
    const { guildId, channelId } = settings;
    this.#options = options;
    this.conversationId = conversationId;
    this.guildId = guildId;
    this.textChannelId = options.textChannelId;
    this.#record = new ConversationRecord({ conversationId, guildId }, channelId, options.clock);
    this.#moves = new PendingMoves(options.clock);
    this.#watch = new ConversationWatch({
      ...options,
      warn: (warning) => {
        if (this.#record.setWarning(warning)) this.#changed();
      },
      leave: (reason) => void this.close(reason),
    });
    this.tools = this.#makeTools();
    this.started = new Promise((resolve) => {
      this.#resolveStarted = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#link = options.gateway.attachVoice(guildId, {
      onVoiceStateUpdate: (data) => options.send({ type: 'voiceStateUpdate', conversationId, data }),
      onVoiceServerUpdate: (data) => options.send({ type: 'voiceServerUpdate', conversationId, data }),
    });
  }

  /** Asks the voice half to begin. Apart from construction: an answer may come before this returns. */
  open(): void {
    const { conversationId, settings } = this.#options;
    this.#people = this.#currentPeople();
    this.#watch.people(this.#people);
    this.#options.send({ type: 'open', conversationId, settings, people: this.#people });
  }

  get channelId(): string {
    return this.#record.channelId;
  }

  /** It was asked to close, or has ended. */
  get closing(): boolean {
    return this.#closeAsked || this.#hasEnded;
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
    this.#watch.touched();
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

  /**
   * Ends the conversation; asking again changes nothing. Resolves when it is over, within {@link CLOSE_DEADLINE_MS}, or
   * {@link GOODBYE_CLOSE_DEADLINE_MS} where what is being said is finished first.
   */
  close(reason: EndReason): Promise<ConversationEnd> {
    if (this.closing) return this.ended;
    const { clock, log, send } = this.#options;
    const { conversationId } = this;
    this.#closeAsked = true;
    this.#watch.stop();
    const deadlineMs = FINISHING.includes(reason) ? GOODBYE_CLOSE_DEADLINE_MS : CLOSE_DEADLINE_MS;
    this.#cancelCloseDeadline = clock.after(deadlineMs, () => {
      log.error({ conversationId }, 'the voice half did not confirm the end');
      // Nobody else will take the bot out of the channel now.
      this.#link.send(leavePayload(this.guildId));
      this.#finish({ reason, trouble: undefined });
    });
    send({ type: 'close', conversationId, reason });
    return this.ended;
  }

  /** Moves to another channel of the guild; resolves when it is known what came of it. */
  move(channelId: string): Promise<MoveOutcome> {
    if (this.#hasEnded) return Promise.resolve('ended');
    const moved = this.#moves.wait();
    this.#options.send({ type: 'move', conversationId: this.conversationId, channelId });
    return moved;
  }

  /** Somebody may have come, gone or changed their name: tells the voice half if so. */
  refreshPeople(): void {
    if (this.#hasEnded) return;
    const people = this.#currentPeople();
    if (isDeepStrictEqual(people, this.#people)) return;
    this.#people = people;
    this.#watch.people(people);
    this.#options.send({ type: 'people', conversationId: this.conversationId, people });
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
    if (this.#record.setState(state, speakingUserIds)) this.#resolveStarted({ type: 'listening' });
    this.#leaveWhenSaid?.onState(state);
    this.#watch.state(state);
    this.#changed();
  }

  #onMoved(channelId: string): void {
    this.#record.setChannel(channelId);
    this.#moves.settle('moved');
    this.refreshPeople();
    this.#changed();
  }

  #makeTools(): ConversationTools {
    const { actions, tools, now, log, send } = this.#options;
    const conversation = this;
    return new ConversationTools(
      {
        conversationId: this.conversationId,
        guildId: this.guildId,
        get channelId() {
          return conversation.channelId;
        },
        textChannelId: this.textChannelId,
        people: () => this.#currentPeople(),
        leave: () => this.#leaveAfterGoodbye(),
        move: (channelId) => this.move(channelId),
        send: (message) => {
          if (!this.#hasEnded) send(message);
        },
      },
      { services: tools, actions, now, log },
    );
  }

  #leaveAfterGoodbye(): void {
    if (this.closing) return;
    this.#leaveWhenSaid ??= new LeaveWhenSaid(this.#options.clock, this.#record.state, () => {
      void this.close('leftByTool');
    });
  }

  #finish(end: ConversationEnd): void {
    if (this.#hasEnded) return;
    this.#record.setEnd(end);
    this.#cancelCloseDeadline?.();
    this.#leaveWhenSaid?.cancel();
    this.tools.end();
    this.#link.detach();
    this.#watch.stop();
    this.#moves.settle('ended');
    this.#options.onEnded(this);
    this.#resolveStarted({ type: 'ended', end });
    this.#resolveEnded(end);
    this.#changed();
    this.#changeListeners.clear();
  }

  #changed(): void {
    for (const listener of [...this.#changeListeners]) listener();
  }
}
