import type { ParleyError } from '../errors.ts';

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

export type ResponseStatus = 'completed' | 'cancelled' | 'failed' | 'incomplete';

/** A finished function call of the model: answer it with `sendToolOutput`. */
export interface ToolCall {
  callId: string;
  responseId: string;
  name: string;
  /** JSON text as the model wrote it: untrusted, bounded to `MAX_TOOL_ARGUMENT_BYTES`. */
  argumentsJson: string;
}

/**
 * What the model's edge tells its owner, in our words. Times named `…AudioMs` count appended audio, not wall clock.
 * An event of a response that was cut arrives all the same: fencing by response id is the owner's.
 */
export type SessionEvent =
  /** The session is configured: the microphone is let through. Comes again after every reconnect. */
  | { type: 'ready' }
  /** The socket was lost; the next attempt follows after `delayMs`. */
  | { type: 'reconnecting'; attempt: number; delayMs: number; error: ParleyError }
  /** Nothing more will come; the error says why. Not sent after `close()`. */
  | { type: 'failed'; error: ParleyError }
  | { type: 'speechStarted'; itemId: string; startAudioMs: number }
  | { type: 'speechStopped'; itemId: string; endAudioMs: number }
  | { type: 'committed'; itemId: string }
  | { type: 'userTranscript'; itemId: string; text: string }
  | { type: 'responseCreated'; responseId: string }
  | {
      type: 'audioDelta';
      part: AudioPart /** PCM16 little-endian, 24 kHz mono, even length. */;
      pcm: Uint8Array;
    }
  | { type: 'audioDone'; part: AudioPart }
  | { type: 'agentTranscript'; part: AudioPart; text: string }
  | { type: 'agentText'; responseId: string; text: string }
  | { type: 'toolCall'; call: ToolCall }
  | {
      type: 'responseDone';
      responseId: string;
      status: ResponseStatus;
      /** Why it is not completed, as the server words it (a code such as `turn_detected` or `rate_limit_exceeded`). */
      reason: string | undefined;
      usage: TokenUsage | undefined;
    }
  /** A `response.create` of ours was given up: the server refused it or stayed silent. */
  | { type: 'responseRefused'; error: ParleyError }
  /** A server error that ends nothing. */
  | { type: 'trouble'; error: ParleyError }
  | { type: 'roundTrip'; roundTripMs: number };

/** The model's edge as its owner sees it. Implemented by `RealtimeSession`, and by scripted doubles in tests. */
export interface RealtimePort {
  /**
   * Opens the socket and configures the session; resolves when the first `ready` was told.
   * @throws ParleyError when the first attempts fail for good (key refused, no quota, wrong dialect, unreachable).
   */
  connect(): Promise<void>;
  /** Microphone sound, PCM16 24 kHz mono, 20-40 ms a call. Held (bounded, oldest dropped and counted) until the session is configured. */
  append(pcm: Uint8Array): void;
  commit(): void;
  clearInput(): void;
  /** Asks for a response; at most one is in flight, later calls are coalesced and follow when it has ended. */
  requestResponse(options?: { instructions?: string }): void;
  /** Cancels the response; "nothing to cancel" is no trouble. Also drops a request that still waits. */
  cancelResponse(responseId: string): void;
  /** Tells the model how much of an audio item was heard (whole ms, clamped to what was received). Below 1 ms the item is deleted. */
  truncate(part: AudioPart, heardMs: number): void;
  deleteItem(itemId: string): void;
  /** Adds a text item to the conversation without asking for a response. */
  addText(role: 'user' | 'system', text: string): void;
  /** Answers a function call; the caller asks for the response that follows. */
  sendToolOutput(callId: string, output: string): void;
  /** Ends the session and releases everything; no event follows. */
  close(): void;
}
