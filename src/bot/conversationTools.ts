import type { Person, ToVoiceHalf } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import { clipText } from '../tools/clipText.ts';
import type { PressOutcome, ShownQuestion, YesQuestion } from '../tools/confirmations.ts';
import { type RemoteCall, remoteAudit } from '../tools/mcp/remoteAudit.ts';
import type { AuditEntry } from '../tools/toolAudit.ts';
import { type ModelCall, ToolCalls, type ToolRoom, type ToolServices } from '../tools/toolCalls.ts';
import type { MoveAnswer, ToolContext } from '../tools/toolContract.ts';
import { type Caller, mayAllUse } from '../tools/toolRights.ts';
import type { GuildActions } from './guildActions.ts';
import { loggableError } from './loggableError.ts';
import { textView } from './messageView.ts';
import type { MoveOutcome } from './pendingMoves.ts';
import { answeredView, questionView } from './questionView.ts';

/** Discord's limit of a message is 2000. */
const MAX_POST_CHARACTERS = 1900;

const MOVE_FAILED = 'Discord did not confirm the move.';

/** The conversation that tools act in. */
export interface ToolConversation {
  readonly conversationId: string;
  readonly guildId: string;
  readonly channelId: string;
  readonly textChannelId: string;
  /** The thread of its transcript, while one is written. */
  readonly threadId: string | undefined;
  people(): Person[];
  leave(): void;
  move(channelId: string): Promise<MoveOutcome>;
  send(message: ToVoiceHalf): void;
}

/** What the tools of a conversation are made with. */
export interface ConversationToolsOptions {
  services: ToolServices;
  actions: GuildActions;
  /** What the server has chosen to speak, ISO 639-1; `undefined`: any language. */
  language: string | undefined;
  /** Wall-clock time. */
  now: () => Date;
  log: Logger;
}

/** The hands of one conversation: joins the tools with the conversation they act in and the server around it. */
export class ConversationTools implements ToolRoom {
  readonly #conversation: ToolConversation;
  readonly #options: ConversationToolsOptions;
  readonly #calls: ToolCalls;
  readonly #auditListeners = new Set<(entry: AuditEntry, atMs: number, result: string) => void>();

  constructor(conversation: ToolConversation, options: ConversationToolsOptions) {
    this.#conversation = conversation;
    this.#options = options;
    this.#calls = new ToolCalls(options.services, this, options.language);
  }

  get conversationId(): string {
    return this.#conversation.conversationId;
  }

  get guildId(): string {
    return this.#conversation.guildId;
  }

  /** The model called a function. What not everybody may have done is for whoever may now, not when they last came in. */
  call(call: ModelCall): void {
    const { services, actions } = this.#options;
    const audience = services.registry.find(call.name)?.mayUse ?? 'everyone';
    if (audience === 'everyone') this.#calls.call(call);
    else void actions.askAnew(this.guildId, call.userIds).then(() => this.#calls.call(call));
  }

  /** The model's own server has called a tool by itself: it stands in the trail like one of ours. */
  calledRemotely(call: RemoteCall): void {
    const entry = remoteAudit(this, call);
    this.#options.services.audit.record(entry);
    this.audited(entry, '');
  }

  /** Somebody pressed a button of a question. */
  pressed(questionId: string, userId: string, yes: boolean): PressOutcome {
    return this.#calls.pressed(questionId, userId, yes);
  }

  /** Something was said: it can be searched for, and may answer a question. */
  spoken(entry: HistoryEntry): void {
    this.#options.services.spoken.record(this.guildId, entry);
    if (entry.type !== 'said' || entry.userId === undefined) return;
    this.#calls.said(entry.userId, entry.text, entry.atMs);
  }

  /** Somebody said a few words into an answer. @param atMs epoch ms */
  interjected({ userId, text, atMs }: { userId: string; text: string; atMs: number }): void {
    this.#calls.interjected(userId, text, atMs);
  }

  /** Cancels what runs and what waits for a yes; answers how much ran. */
  cancel(): number {
    return this.#calls.cancel();
  }

  /** Calls back with everything that tools did, or did not, from now on; returns the way to stop it. */
  onAudited(listener: (entry: AuditEntry, atMs: number, result: string) => void): () => void {
    this.#auditListeners.add(listener);
    return () => this.#auditListeners.delete(listener);
  }

  audited(entry: AuditEntry, result: string): void {
    for (const listener of [...this.#auditListeners]) listener(entry, this.epochMs(), result);
  }

  /** The conversation is over. */
  end(): void {
    this.#auditListeners.clear();
    this.#calls.end();
  }

  epochMs(): number {
    return this.#options.now().getTime();
  }

  context(askedBy: readonly string[], signal: AbortSignal): ToolContext {
    const { actions, now } = this.#options;
    const conversation = this.#conversation;
    const { guildId, channelId, textChannelId } = conversation;
    return {
      guildId,
      channelId,
      textChannelId,
      askedBy,
      signal,
      mayAll: (audience) => mayAllUse(audience, this.callers(askedBy)),
      people: () => conversation.people(),
      leave: () => conversation.leave(),
      post: async (text) => {
        await actions.post(textChannelId, textView(clipText(text, MAX_POST_CHARACTERS)));
      },
      poll: (question, answers, hours) => actions.poll(textChannelId, { question, answers, hours }),
      move: (channelName) => this.#move(channelName, askedBy),
      now,
    };
  }

  callers(userIds: readonly string[]): Caller[] {
    return this.#options.actions.callers(this.guildId, userIds);
  }

  answer(callId: string, output: string, respond: boolean): void {
    const { conversationId } = this;
    this.#conversation.send({ type: 'toolResult', conversationId, callId, output, respond });
  }

  tell(text: string, userIds: readonly string[]): void {
    const { conversationId } = this;
    this.#conversation.send({ type: 'tell', conversationId, text, userIds: [...userIds] });
  }

  write(text: string): void {
    const { actions } = this.#options;
    const shown = clipText(text.replaceAll('`', "'"), MAX_POST_CHARACTERS);
    const late = actions.words(this.guildId)('tools.late');
    const view = textView(`${late}\n\`\`\`\n${shown}\n\`\`\``);
    const { threadId, textChannelId } = this.#conversation;
    const inText = () => actions.post(textChannelId, view);
    // A thread may have been locked or deleted meanwhile.
    const posting = threadId === undefined ? inText() : actions.post(threadId, view).catch(inText);
    posting.catch((error) => this.#failed(error));
  }

  ask(question: YesQuestion): ShownQuestion {
    const { actions } = this.#options;
    const words = actions.words(this.guildId);
    const posting = actions.post(
      this.#conversation.textChannelId,
      questionView(question, this.conversationId, words),
      question.userIds[0],
    );
    // Nobody can press then; it can still be answered by voice.
    posting.catch((error) => this.#failed(error));
    return {
      settle: (end, byUserId) => {
        posting
          .then((message) => message.edit(answeredView(question, end, byUserId, words)))
          .catch((error) => this.#failed(error));
      },
    };
  }

  async #move(channelName: string | undefined, askedBy: readonly string[]): Promise<MoveAnswer> {
    // Of several who spoke at once it is not known whose channel is meant, nor what they may see.
    const asker = askedBy.length === 1 ? askedBy[0] : undefined;
    const found = this.#options.actions.findVoiceChannel(this.guildId, channelName, asker);
    if ('refused' in found) return { moved: false, refused: found.refused };
    if (found.channelId === this.#conversation.channelId) return { moved: true, channelName: found.name };
    const outcome = await this.#conversation.move(found.channelId);
    return outcome === 'moved'
      ? { moved: true, channelName: found.name }
      : { moved: false, refused: MOVE_FAILED };
  }

  #failed(error: unknown): void {
    const { log } = this.#options;
    log.warn({ err: loggableError(error) }, 'a tool could not write in the text channel');
  }
}
