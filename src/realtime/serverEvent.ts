import type { AudioPart, ResponseStatus, TokenUsage } from './sessionEvents.ts';

/** What a transcription cost: tokens, or so much sound. */
export interface TranscriptionUsage {
  usage: TokenUsage;
  durationMs: number;
}

/** An error in the server's words (`error.error`). Its message may hold anything: never show or log it unfiltered. */
export interface ServerError {
  /** `code`, or `type` where the server gives no code. */
  code: string | undefined;
  type: string | undefined;
  message: string;
  param: string | undefined;
  /** The `event_id` of ours it answers. */
  eventId: string | undefined;
}

/** What the server says, in our words and with both dialects as one: what the decoder makes and the session acts on. */
export type ServerEvent =
  /** `expiresAtS`: seconds since 1970, as the server says. */
  | { type: 'sessionCreated'; expiresAtS: number | undefined }
  | { type: 'sessionUpdated'; session: Record<string, unknown> }
  | { type: 'error'; error: ServerError }
  /** In so much time what is used up of the limits has come back. */
  | { type: 'rateLimits'; resetMs: number }
  | { type: 'speechStarted'; itemId: string; startAudioMs: number }
  | { type: 'speechStopped'; itemId: string; endAudioMs: number }
  | { type: 'committed'; itemId: string }
  | { type: 'userTranscript'; itemId: string; text: string; bill: TranscriptionUsage | undefined }
  | { type: 'transcriptionFailed'; itemId: string; error: ServerError }
  /** `mark`: what we wrote on the request that it answers. */
  | { type: 'responseCreated'; responseId: string; mark?: string | undefined }
  /** The model added an item to the conversation. `responseId` is `undefined` where the event names none: the response that runs. */
  | { type: 'outputItem'; responseId: string | undefined; itemId: string }
  | { type: 'audioDelta'; part: AudioPart; pcm: Uint8Array }
  | { type: 'audioDone'; part: AudioPart }
  | { type: 'agentTranscriptDelta'; part: AudioPart; text: string }
  | { type: 'agentTranscript'; part: AudioPart; text: string }
  | { type: 'agentText'; responseId: string; text: string }
  | {
      type: 'functionCall';
      responseId: string;
      /** The item that the call is, where the server names it. */
      itemId: string | undefined;
      callId: string;
      name: string;
      argumentsJson: string;
      completed: boolean;
    }
  /** The server has called a tool of an MCP server itself; `failed`: what came of it, where that is known already. */
  | {
      type: 'remoteCall';
      responseId: string;
      itemId: string;
      server: string;
      name: string;
      argumentsJson: string;
      failed: boolean | undefined;
    }
  | { type: 'remoteCallEnded'; callItemId: string; failed: boolean }
  | {
      type: 'responseDone';
      responseId: string;
      status: ResponseStatus;
      reason: string | undefined;
      error: ServerError | undefined;
      /** The ids of its output items, as far as the server lists them. */
      itemIds: readonly string[];
      usage: TokenUsage | undefined;
    };

/** One frame of the server, read. */
export type Decoded =
  | { kind: 'event'; event: ServerEvent }
  /** Known and of no use to Parley. `responseId` names the response that is alive, where the event is of one. */
  | { kind: 'ignored'; responseId: string | undefined }
  | { kind: 'unknown'; type: string; responseId: string | undefined }
  | { kind: 'malformed'; why: string }
  | { kind: 'invalidAudio'; why: string; responseId: string };
