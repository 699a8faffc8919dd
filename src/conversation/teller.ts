import type { ParleyError } from '../errors.ts';
import type { ConversationReport, EndReason, ToGatewayHalf, Trouble, Use } from '../host/messages.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import type { ToolCall } from '../realtime/sessionEvents.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { Interjection } from './historyRecorder.ts';

function troubleOf(error: ParleyError): Trouble {
  return { code: error.code, sentence: error.tellPerson };
}

/** Tells the gateway half what a conversation does. The same state is not told twice, and after `ended` nothing is. */
export class Teller {
  readonly #conversationId: string;
  readonly #emit: (message: ToGatewayHalf) => void;
  #shown = '';
  #ended = false;

  constructor(conversationId: string, emit: (message: ToGatewayHalf) => void) {
    this.#conversationId = conversationId;
    this.#emit = emit;
  }

  /** True: it is news. */
  state(state: ConversationState, speakingUserIds: string[]): boolean {
    const shown = [state, ...speakingUserIds].join(' ');
    if (shown === this.#shown || this.#ended) return false;
    this.#shown = shown;
    this.#emit({ type: 'state', conversationId: this.#conversationId, state, speakingUserIds });
    return true;
  }

  /** Discord's op 4. False when nobody is there to send it. */
  gatewayPayload(payload: unknown): boolean {
    if (this.#ended) return false;
    this.#emit({ type: 'gatewayPayload', conversationId: this.#conversationId, payload });
    return true;
  }

  moved(channelId: string): void {
    this.#emit({ type: 'moved', conversationId: this.#conversationId, channelId });
  }

  toolCall({ callId, name, argumentsJson }: ToolCall, userIds: string[]): void {
    const conversationId = this.#conversationId;
    this.#emit({ type: 'toolCall', conversationId, callId, name, argumentsJson, userIds });
  }

  /** The model's own server has called a tool of an MCP server, and it has ended. */
  remoteCall({ remoteServer = '', name, argumentsJson }: ToolCall, failed: boolean, userIds: string[]): void {
    const conversationId = this.#conversationId;
    const call = { server: remoteServer, tool: name, argumentsJson, failed, userIds };
    this.#emit({ type: 'remoteCall', conversationId, ...call });
  }

  spoken(entry: HistoryEntry): void {
    this.#emit({ type: 'spoken', conversationId: this.#conversationId, entry });
  }

  interjected({ userId, text, atMs }: Interjection): void {
    this.#emit({ type: 'interjected', conversationId: this.#conversationId, userId, text, atMs });
  }

  used(use: Use): void {
    this.#emit({ type: 'used', conversationId: this.#conversationId, use });
  }

  stopTold(): void {
    this.#emit({ type: 'stopTold', conversationId: this.#conversationId });
  }

  /** What the model wrote out of band. */
  outOfBandDone(requestId: string, text: string | undefined): void {
    if (this.#ended) return;
    this.#emit({ type: 'outOfBandDone', conversationId: this.#conversationId, requestId, text });
  }

  report(report: ConversationReport): void {
    this.#emit({ type: 'report', conversationId: this.#conversationId, report });
  }

  /** Something went wrong and the conversation goes on. */
  trouble(trouble: Trouble | ParleyError): void {
    const told = trouble instanceof Error ? troubleOf(trouble) : trouble;
    this.#emit({ type: 'trouble', conversationId: this.#conversationId, trouble: told });
  }

  ended(reason: EndReason, error: ParleyError | undefined): void {
    this.state('closed', []);
    this.#ended = true;
    const trouble = error === undefined ? undefined : troubleOf(error);
    this.#emit({ type: 'ended', conversationId: this.#conversationId, reason, trouble });
  }
}
