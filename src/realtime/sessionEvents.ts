import type { ParleyError } from '../errors.ts';
import type { HistoryEntry } from './historyEntry.ts';
import type { SettingsChange } from './liveSettings.ts';

/** Names the sound of one audio part of one answer: what the ledger counts by and truncation speaks of. */
export interface AudioPart {
  responseId: string;
  itemId: string;
  contentIndex: number;
}

/** Tokens of one response or of a whole conversation. Cached tokens are part of the input ones. */
export interface TokenUsage {
  inputTextTokens: number;
  inputAudioTokens: number;
  cachedTextTokens: number;
  cachedAudioTokens: number;
  outputTextTokens: number;
  outputAudioTokens: number;
}

/** What was billed at once. Cancelled and discarded responses are billed too. */
export type BilledUse =
  /** `aside`: a text beside the conversation, which answers nobody. */
  | {
      kind: 'response';
      /** Of the session that made it: a conversation may change it. */
      model: string;
      responseId: string;
      authorIds?: readonly string[] | undefined;
      usage: TokenUsage;
      aside: boolean;
    }
  /** Billed by tokens, or by the time of the sound; what does not apply is 0. */
  | { kind: 'transcription'; itemId: string; usage: TokenUsage; durationMs: number };

export type ResponseStatus = 'completed' | 'cancelled' | 'failed' | 'incomplete';

/** A finished function call of the model: answer it with `sendToolOutput`. */
export interface ToolCall {
  callId: string;
  responseId: string;
  name: string;
  /** JSON text as the model wrote it: untrusted, bounded to `MAX_TOOL_ARGUMENT_BYTES`. */
  argumentsJson: string;
  /** Whose words its response answers, as the request for it said; left out: nobody has asked for it but the server's VAD. */
  authorIds?: readonly string[] | undefined;
  /** The MCP server whose tool the model's own server has called already: nobody is to answer it. */
  remoteServer?: string | undefined;
}

/**
 * What the model's edge tells its owner, in our words. Times named `…AudioMs` count appended audio, not wall clock.
 * An event of a response that was cut arrives all the same: fencing by response id is the owner's.
 */
export type SessionEvent =
  /**
   * The session is configured: the microphone is let through. Comes again after every reconnect. `leftMs`: so long its server says that it
   * may be used.
   */
  | { type: 'ready'; leftMs?: number | undefined }
  /** The socket was lost; the next attempt follows after `delayMs`. */
  | { type: 'reconnecting'; attempt: number; delayMs: number; error: ParleyError }
  /**
   * Another session has taken the place of the present one, which had become too old. It was told what was said, and has heard nothing
   * of what is being said just now.
   */
  | { type: 'renewed' }
  /** Nothing more will come; the error says why. Not sent after `close()`. */
  | { type: 'failed'; error: ParleyError }
  | { type: 'speechStarted'; itemId: string; startAudioMs: number }
  | { type: 'speechStopped'; itemId: string; endAudioMs: number }
  | { type: 'committed'; itemId: string }
  /**
   * The oldest commit of ours that has no `committed` yet will get none: the server refused it, or the session was lost first
   * (`lost`; then told before `reconnecting`).
   */
  | { type: 'commitRefused'; lost?: true }
  | { type: 'userTranscript'; itemId: string; text: string }
  /** There will be no transcript of this item. */
  | { type: 'transcriptFailed'; itemId: string }
  | { type: 'responseCreated'; responseId: string }
  /** The server has told what something cost. Each bill comes once, of whatever response. */
  | { type: 'used'; use: BilledUse }
  | {
      type: 'audioDelta';
      part: AudioPart /** PCM16 little-endian, 24 kHz mono, even length. */;
      pcm: Uint8Array;
    }
  | { type: 'audioDone'; part: AudioPart }
  /** A piece of what is said in this part; `agentTranscript` tells all of it at the end. */
  | { type: 'agentTranscriptDelta'; part: AudioPart; text: string }
  | { type: 'agentTranscript'; part: AudioPart; text: string }
  | { type: 'agentText'; responseId: string; text: string }
  /** One with a `remoteServer` runs already. */
  | { type: 'toolCall'; call: ToolCall }
  /** What the model's own server has called has ended, be the response discarded or not: the model is to be asked to go on. */
  | { type: 'remoteCallEnded'; call: ToolCall; failed: boolean }
  | {
      type: 'responseDone';
      responseId: string;
      status: ResponseStatus;
      /**
       * Why it is not completed, as the server words it (a code such as `turn_detected` or `rate_limit_exceeded`), or in our own
       * words: `session_lost`, `stalled` (its end was no longer waited for), or `discarded` (with any status: see
       * {@link RealtimePort.discardResponse}).
       */
      reason: string | undefined;
      usage: TokenUsage | undefined;
      /** It failed or was empty, and the same is being asked for once more: another `responseCreated` or `responseRefused` follows. */
      retrying?: true;
    }
  /**
   * An answer that was expected will not come: a request was refused by the server, met silence or a lost session, or a response
   * failed for good, be it one that we asked for or one of the server's VAD (then after its `responseDone`).
   */
  | { type: 'responseRefused'; error: ParleyError }
  /** A server error that ends nothing. */
  | { type: 'trouble'; error: ParleyError }
  | { type: 'roundTrip'; roundTripMs: number };

/** What a response is asked for with. */
export interface ResponseOptions {
  /** Replace the session's for this response. */
  instructions?: string | undefined;
  /** Whose words it is to answer; asked when the request is sent, and told with each function call of that response. */
  authors?: (() => readonly string[]) | undefined;
}

/** The model's edge as its owner sees it. Implemented by `RealtimeSession`, and by scripted doubles in tests. */
export interface RealtimePort {
  /**
   * Opens the socket and configures the session; resolves when the first `ready` was told.
   * @throws ParleyError when the first attempts fail for good (key refused, no quota, wrong dialect, unreachable).
   */
  connect(): Promise<void>;
  /**
   * Microphone sound, PCM16 24 kHz mono, 20-40 ms a call. Held (bounded, oldest dropped and counted) until the session is configured.
   * More in one call was kept and is caught up with: it is sent also when the way is blocked for now, and bounded by who kept it.
   */
  append(pcm: Uint8Array): void;
  /**
   * Makes an item of what was appended. Commits are answered in their order, each by one `committed` or `commitRefused`; when the
   * connection breaks at this very moment the latter is told within the call.
   */
  commit(): void;
  clearInput(): void;
  /** Asks for a response; at most one is in flight, later calls are coalesced and follow when it has ended. */
  requestResponse(options?: ResponseOptions): void;
  /** Cancels the response; "nothing to cancel" is no trouble. Also drops a request that still waits. */
  cancelResponse(responseId: string): void;
  /**
   * Nobody will ever hear this response: cancels it where it still runs, and removes from the conversation every item it has added
   * or still adds. No event of it follows but its `responseDone` with reason `discarded`, and not even that when it was told
   * before. A second try at this response is dropped, other requests stay: one made right afterwards is sent when the
   * discarded response has ended.
   * @param responseId `undefined`: whatever was requested and has no id yet. What was not sent by then is dropped without a word.
   */
  discardResponse(responseId: string | undefined): void;
  /** Tells the model how much of an audio item was heard (whole ms, clamped to what was received). Below 1 ms the item is deleted. */
  truncate(part: AudioPart, heardMs: number): void;
  deleteItem(itemId: string): void;
  /** Adds a text item to the conversation without asking for a response. */
  addText(role: 'user' | 'system', text: string): void;
  /** Answers a function call; the caller asks for the response that follows. */
  sendToolOutput(callId: string, output: string): void;
  /**
   * Something was said or done. Every session that follows is told of it before anything else.
   * @param known The present session knows it already, as items of its own; else it is told now.
   */
  remember(entry: HistoryEntry, known: boolean): void;
  /**
   * Has the model write a text beside the conversation: nobody hears it, and the conversation does not hold it.
   * @returns `undefined` when none came; never rejects.
   */
  writeAside(instructions: string): Promise<string | undefined>;
  /**
   * Changes what can be changed of a running session, between two responses. A voice that the model has spoken with already
   * stays until the next session.
   */
  configure(change: SettingsChange): void;
  /** Ends the session and releases everything; no event follows. */
  close(): void;
}
