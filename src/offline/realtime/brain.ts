import type { Tool, ToolChoice } from './sessionFields.ts';

/** One committed piece of user audio and what was made out of it. */
export interface Heard {
  itemId: string;
  /** The words, when the sound was recognised. */
  transcript: string | undefined;
  durationMs: number;
  /** The audio itself: 24 kHz mono, as it arrived. */
  pcm: Int16Array;
}

/** What a brain is given to answer. */
export interface BrainTurn {
  sessionId: string;
  /** Why a response is made: the client asked, the VAD heard the end of a turn, or nobody spoke for a while. */
  reason: 'client' | 'vad' | 'idle';
  /** Audio since the last answer, oldest first. */
  heard: readonly Heard[];
  /** Text of user messages since the last answer. */
  written: readonly string[];
  /** Results of functions, and of tools of MCP servers, since the last answer. */
  toolOutputs: readonly { callId: string; name: string | undefined; output: string }[];
  /** How many user items the conversation has had, these included. */
  userTurns: number;
  instructions: string;
  modality: 'audio' | 'text';
  tools: readonly Tool[];
  toolChoice: ToolChoice;
}

/** One output item of an answer. */
export type AnswerPart =
  /** Spoken; `pcm` (24 kHz mono) is made from the text when it is not given. */
  | { type: 'speech'; text: string; pcm?: Int16Array }
  | { type: 'text'; text: string }
  /** Objects are written as JSON; a string goes out as it is, valid or not. */
  | { type: 'functionCall'; name: string; arguments?: string | object; callId?: string }
  /** A tool of an MCP server, which this server calls itself. */
  | { type: 'remoteCall'; server: string; name: string; arguments?: string | object };

/** How the response ends once its parts are out. */
export type AnswerEnd =
  | { status: 'completed' }
  | { status: 'failed'; code?: string; message?: string; type?: string }
  | { status: 'incomplete'; reason?: 'max_output_tokens' | 'content_filter' }
  /** Never ends by itself; a cancel still works. */
  | { status: 'stalled' };

/** How an answer comes out. */
export interface Pacing {
  /** From `response.created` to the first delta. Speech that takes longer to make comes as soon as it is made. */
  delayMs: number;
  /** Audio in one delta. */
  chunkMs: number;
  /** 4 delivers four times faster than it plays; `Infinity` at once. */
  rate: number;
  /** Deltas that still come after a cancel, before `response.done`. */
  lateDeltas: number;
  /** Deltas that come even after the cancelled `response.done`. */
  lateDeltasAfterDone: number;
}

/** What to answer, and how. `parts` may be empty: the response then has no output. */
export interface Answer {
  parts: readonly AnswerPart[];
  end?: AnswerEnd;
  pacing?: Partial<Pacing>;
}

/** Thinks: a turn in, an answer out. A throw becomes a failed response. */
export type Brain = (turn: BrainTurn) => Answer | Promise<Answer>;

/** An answer of one spoken sentence. */
export function say(text: string, rest: Omit<Answer, 'parts'> = {}): Answer {
  return { parts: [{ type: 'speech', text }], ...rest };
}

/** An answer of one function call. */
export function call(name: string, args: string | object = {}, rest: Omit<Answer, 'parts'> = {}): Answer {
  return { parts: [{ type: 'functionCall', name, arguments: args }], ...rest };
}

/** An answer of one call of an MCP server's tool. */
export function remoteCall(
  server: string,
  name: string,
  args: object = {},
  rest: Omit<Answer, 'parts'> = {},
): Answer {
  return { parts: [{ type: 'remoteCall', server, name, arguments: args }], ...rest };
}
