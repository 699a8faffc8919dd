import { z } from 'zod';

/**
 * The parts of the server's events that Parley reads, both dialects (realtime-protocol, "Server events that matter").
 * Everything else in an event passes by unread; what has a safe default gets it, so that a lesser server is understood too.
 */

const MAX_ID_CHARS = 256;
/** Transcripts and texts beyond this are cut: nobody says that much in one turn. */
const MAX_TEXT_CHARS = 32_768;

/** Of the items that `response.done` lists so many are read. */
const MAX_OUTPUT_ITEMS = 128;

/** Under this name a request for a response is marked, and the response with it: `response.metadata`. */
export const RESPONSE_MARK = 'parley';

const id = z.string().min(1).max(MAX_ID_CHARS);
const text = z.string().transform((value) => value.slice(0, MAX_TEXT_CHARS));
const audioTimeMs = z.number().min(0).catch(0);
const word = z.string().max(MAX_ID_CHARS).nullish().catch(undefined);

const part = {
  response_id: id,
  item_id: id,
  content_index: z.number().int().min(0).max(1_000).default(0),
};

/** `error.error`, also the body of a refused upgrade and `status_details.error`. */
export const wireErrorDetail = z.object({
  type: word,
  code: word,
  message: z.string().catch('').default(''),
  param: word,
  event_id: word,
});

export const wireError = z.object({ error: wireErrorDetail });

/** Whatever else it says: a greeting that cannot be read is a greeting all the same. */
export const wireSessionCreated = z.object({
  session: z
    .object({ expires_at: z.number().optional().catch(undefined) })
    .catch({})
    .default({}),
});

export const wireSession = z.object({ session: z.record(z.string(), z.unknown()).catch({}).default({}) });

export const wireSpeechStarted = z.object({ item_id: id, audio_start_ms: audioTimeMs });
export const wireSpeechStopped = z.object({ item_id: id, audio_end_ms: audioTimeMs });
export const wireItem = z.object({ item_id: id });
export const wireTranscriptionFailed = z.object({
  item_id: id,
  error: wireErrorDetail.catch({ message: '' }),
});

export const wireResponseCreated = z.object({
  response: z.object({
    id,
    metadata: z
      .object({ [RESPONSE_MARK]: word })
      .nullish()
      .catch(undefined),
  }),
});
export const wireAudioDelta = z.object({ ...part, delta: z.string() });
export const wireAudioDone = z.object(part);
export const wireTranscriptDone = z.object({ ...part, transcript: text });
export const wireTranscriptDelta = z.object({ ...part, delta: text });
export const wireTextDone = z.object({ response_id: id, text });

/** `rate_limits.updated`: when each of them is whole again. */
export const wireRateLimits = z.object({
  rate_limits: z.array(z.object({ reset_seconds: z.number().min(0).catch(0) })).max(16),
});

const tokens = z.number().int().min(0).catch(0).default(0);
const inputDetails = z.object({
  text_tokens: z.number().int().min(0).optional().catch(undefined),
  audio_tokens: tokens,
  cached_tokens: tokens,
  cached_tokens_details: z.object({ text_tokens: tokens, audio_tokens: tokens }).nullish().catch(undefined),
});
const outputDetails = z.object({
  text_tokens: z.number().int().min(0).optional().catch(undefined),
  audio_tokens: tokens,
});

/** `response.done.response.usage` (realtime-protocol, "Usage and money"). */
export const wireUsage = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  input_token_details: inputDetails.nullish().catch(undefined),
  output_token_details: outputDetails.nullish().catch(undefined),
});
export type WireUsage = z.output<typeof wireUsage>;

/** Transcription is billed by tokens or, with some models, by seconds of sound. */
const wireTranscriptionUsage = wireUsage.extend({ seconds: z.number().min(0).catch(0).default(0) });
export type WireTranscriptionUsage = z.output<typeof wireTranscriptionUsage>;

export const wireUserTranscript = z.object({
  item_id: id,
  transcript: text,
  usage: wireTranscriptionUsage.nullish().catch(undefined),
});

export const wireResponseDone = z.object({
  response: z.object({
    id,
    status: z.string().max(MAX_ID_CHARS).catch('completed').default('completed'),
    output: z
      .array(z.object({ id }).nullable().catch(null))
      .transform((items) => items.slice(0, MAX_OUTPUT_ITEMS).flatMap((item) => item?.id ?? []))
      .catch([])
      .default([]),
    status_details: z.object({ reason: word, error: wireErrorDetail.nullish() }).nullish().catch(undefined),
    usage: wireUsage.nullish().catch(undefined),
  }),
});

/** `response.output_item.added|done`. Some servers give items no id. */
export const wireOutputItem = z.object({
  response_id: id,
  item: z.looseObject({ type: z.string(), id: id.optional().catch(undefined) }),
});

/** `conversation.item.added|created`, which name no response. */
export const wireConversationItem = z.object({
  item: z.object({ id, type: z.string(), role: z.string().nullish() }),
});

/** The item of `response.output_item.done` when the server has called a tool of an MCP server itself. */
export const wireMcpCall = z.object({
  id,
  server_label: id,
  name: id,
  arguments: text.catch('{}').default('{}'),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** The item of `response.output_item.done` when it is a function call. Some servers leave the status out. */
export const wireFunctionCall = z.object({
  status: z.string().default('completed'),
  call_id: id,
  name: id,
  arguments: z.string().default('{}'),
});
