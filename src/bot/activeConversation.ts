import type { EndReason, GatewayChange, ToGatewayHalf } from '../host/messages.ts';
import type { ActiveConversationOptions } from './activeConversationOptions.ts';
import { type ActiveParts, makeActiveParts } from './activeParts.ts';
import type { ConversationConsent } from './conversationConsent.ts';
import type { KeptConversation } from './conversationKeeper.ts';
import type { ConversationEnd, ConversationSnapshot, TranscriptState } from './conversationSnapshot.ts';
import type { ConversationTools } from './conversationTools.ts';
import { Deferred } from './deferred.ts';
import type { ConversationBudget } from './limits/conversationBudget.ts';
import { sparingSettings } from './limits/sparingSettings.ts';
import type { MoveOutcome } from './pendingMoves.ts';
import { receive } from './receive.ts';
import { runningSettings } from './runningSettings.ts';
import type { WrittenSide } from './writtenSide.ts';

/** What a conversation's beginning came to. */
export type StartOutcome = { type: 'listening' } | { type: 'ended'; end: ConversationEnd };

/** One guild's conversation as the gateway half sees it: feeds the voice half, and acts on what that tells. */
export class ActiveConversation {
  readonly conversationId: string;
  readonly guildId: string;
  readonly textChannelId: string;
  readonly #options: ActiveConversationOptions;
  readonly #own: ActiveParts;
  /** As the server has chosen them. */
  #settings: ActiveConversationOptions['settings'];
  readonly #start = new Deferred<StartOutcome>();
  readonly #over = new Deferred<ConversationEnd>();
  /** Resolves when it listened for the first time or ended before. */
  readonly started = this.#start.promise;
  /** Resolves when it has ended; never rejects. */
  readonly ended = this.#over.promise;

  constructor(options: ActiveConversationOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
    this.guildId = options.settings.guildId;
    this.textChannelId = options.textChannelId;
    this.#settings = options.settings;
    this.#own = makeActiveParts(options, this, {
      finish: (end) => this.#finish(end),
      sparingChanged: () => {
        if (!this.closing) this.#sendSettings();
      },
    });
  }

  /** Who may be heard. */
  get consent(): ConversationConsent {
    return this.#own.consent;
  }

  get kept(): KeptConversation {
    return this.#own.kept;
  }

  /** What the model may do with the server. */
  get tools(): ConversationTools {
    return this.#own.tools;
  }

  /** What people type, and what is written about it. */
  get written(): WrittenSide {
    return this.#own.written;
  }

  /** What it may cost, and who may not take part for that. */
  get budget(): Pick<ConversationBudget, 'obstacle'> {
    return this.#own.budget;
  }

  /** Asks the voice half to begin. Apart from construction: an answer may come before this returns. */
  open(): void {
    const { conversationId, settings, history } = this.#options;
    const people = this.#own.people.refresh() ?? this.#own.people.known;
    this.#own.ending.people(people);
    this.#options.send({ type: 'open', conversationId, settings, people, history });
    this.consent.people(people);
  }

  get channelId(): string {
    return this.#own.record.channelId;
  }

  /** It was asked to close, or has ended. */
  get closing(): boolean {
    return this.#own.ending.asked || this.#hasEnded;
  }

  get #hasEnded(): boolean {
    return this.#own.record.end !== undefined;
  }

  snapshot(): ConversationSnapshot {
    return this.#own.record.snapshot();
  }

  /** Calls back after each change that people may see; returns the way to stop it. */
  onChange(listener: () => void): () => void {
    return this.#own.changes.add(listener);
  }

  /** What people are shown of where it is written down what is said. */
  setTranscript(transcript: TranscriptState): void {
    this.#own.record.setTranscript(transcript);
    this.#own.changes.call();
  }

  /** A message of the voice half for this conversation. */
  receive(message: ToGatewayHalf): void {
    if (this.#hasEnded) return;
    if (message.type === 'ended') this.#finish({ reason: message.reason, trouble: message.trouble });
    else {
      receive(message, this.#own, {
        listening: () => this.#start.resolve({ type: 'listening' }),
        refreshPeople: () => this.refreshPeople(),
      });
    }
  }

  /**
   * Somebody in the channel pressed Talk: what they are saying, or say next, is to be answered. True for the first time of
   * this person in this conversation.
   */
  talk(userId: string): boolean {
    if (this.closing) return false;
    this.#own.ending.touched();
    this.#options.send({ type: 'talk', conversationId: this.conversationId, userId });
    return this.#own.record.talkPressed(userId);
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
    return this.#own.people.nameOf(userId);
  }

  /** Ends the conversation, unless that was asked before. Resolves when it is over, which has a deadline. */
  close(reason: EndReason): Promise<ConversationEnd> {
    if (!this.#hasEnded) this.#own.ending.close(reason);
    return this.ended;
  }

  /** The server's settings were changed: what can change while it runs does. */
  settingsChanged(settings: ActiveConversationOptions['settings']): void {
    if (this.closing) return;
    this.#settings = settings;
    void this.consent.changed();
    this.#own.budget.look();
    this.#sendSettings();
  }

  /** Something was billed. */
  spent(): void {
    this.#own.budget.look();
  }

  #sendSettings(): void {
    const { record, budget, changes } = this.#own;
    const sparing = budget.sparing !== undefined;
    const settings = sparing
      ? sparingSettings(this.#settings, this.#options.spending.everywhere.sparingModel)
      : this.#settings;
    this.#options.send({ type: 'settings', conversationId: this.conversationId, settings });
    record.setRunning(runningSettings(settings));
    record.setSparing(sparing);
    changes.call();
  }

  /** What became of the gateway that its shard is connected to. */
  gatewayChanged(change: GatewayChange): void {
    if (this.#hasEnded) return;
    this.#options.send({ type: 'gateway', conversationId: this.conversationId, change });
  }

  /** Moves to another channel of the guild; resolves when it is known what came of it. */
  move(channelId: string): Promise<MoveOutcome> {
    if (this.#hasEnded) return Promise.resolve('ended');
    const moved = this.#own.moves.wait();
    this.#options.send({ type: 'move', conversationId: this.conversationId, channelId });
    return moved;
  }

  /** Somebody may have come, gone or changed their name, or the bot's rights: tells the voice half or people if so. */
  refreshPeople(): void {
    if (this.#hasEnded) return;
    if (this.#own.record.setHindrance(this.#options.gateway.hindranceIn(this.guildId)))
      this.#own.changes.call();
    const people = this.#own.people.refresh();
    if (people === undefined) return;
    this.#own.ending.people(people);
    this.#options.send({ type: 'people', conversationId: this.conversationId, people });
    this.consent.people(people);
    this.#own.budget.look();
    this.#own.changes.call();
  }

  #finish({ reason, trouble }: ConversationEnd): void {
    if (this.#hasEnded) return;
    const end = { reason, trouble, comesBack: this.kept.ended(reason) };
    this.#own.record.setEnd(end);
    this.#own.ending.stop();
    this.#own.budget.stop();
    this.#own.talkMeter.stop();
    this.tools.end();
    this.written.end();
    this.#own.payloads.detach();
    this.#own.moves.settle('ended');
    this.#options.onEnded();
    this.#start.resolve({ type: 'ended', end });
    this.#over.resolve(end);
    this.#own.changes.call();
    this.#own.changes.clear();
  }
}
