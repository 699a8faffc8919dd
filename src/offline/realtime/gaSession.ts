import { z } from 'zod';
import type { SessionConfig } from './sessionConfig.ts';
import {
  includeSchema,
  instructionsSchema,
  maxTokensSchema,
  metadataSchema,
  noiseReductionSchema,
  promptSchema,
  speedSchema,
  toolChoiceSchema,
  toolsSchema,
  tracingSchema,
  transcriptionSchema,
  turnDetectionSchema,
} from './sessionFields.ts';
import { WireError } from './wireError.ts';
import { zodWireError } from './zodWireError.ts';

const pcmFormatSchema = z.strictObject({
  type: z.literal('audio/pcm'),
  rate: z.literal(24_000).optional(),
});
const voiceSchema = z.union([z.string().min(1).max(64), z.strictObject({ id: z.string() })]);
const modalitiesSchema = z.array(z.enum(['text', 'audio'])).refine((list) => list.length === 1, {
  error: "Invalid modalities. Supported combinations are: ['text'] and ['audio'].",
});
const reasoningSchema = z.strictObject({
  effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
});
const truncationSchema = z.union([
  z.enum(['auto', 'disabled']),
  z.strictObject({
    type: z.literal('retention_ratio'),
    retention_ratio: z.number().min(0).max(1),
    token_limits: z.looseObject({}).optional(),
  }),
]);

const sessionSchema = z.strictObject({
  type: z.literal('realtime'),
  model: z.string().optional(),
  instructions: instructionsSchema.optional(),
  output_modalities: modalitiesSchema.optional(),
  audio: z
    .strictObject({
      input: z
        .strictObject({
          format: pcmFormatSchema.optional(),
          noise_reduction: noiseReductionSchema.nullable().optional(),
          transcription: transcriptionSchema.nullable().optional(),
          turn_detection: turnDetectionSchema.nullable().optional(),
        })
        .optional(),
      output: z
        .strictObject({
          format: pcmFormatSchema.optional(),
          voice: voiceSchema.optional(),
          speed: speedSchema.optional(),
        })
        .optional(),
    })
    .optional(),
  tools: toolsSchema.optional(),
  tool_choice: toolChoiceSchema.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoningSchema.optional(),
  max_output_tokens: maxTokensSchema.optional(),
  tracing: tracingSchema.optional(),
  truncation: truncationSchema.optional(),
  include: includeSchema.optional(),
  prompt: promptSchema.optional(),
});

/**
 * Reads the `session` of a GA `session.update` into the fields it changes.
 *
 * @throws WireError as api.openai.com refuses it: `unknown_parameter` for flat beta fields and `temperature`,
 *   `missing_required_parameter` without `type`
 */
export function parseGaSession(input: unknown): Partial<SessionConfig> {
  if (z.object({ type: z.literal('transcription') }).safeParse(input).success) {
    throw new WireError({
      code: 'invalid_value',
      message: 'Passing a transcription session update event to a realtime session is not allowed.',
      param: 'session.type',
    });
  }
  const parsed = sessionSchema.safeParse(input);
  if (!parsed.success) throw zodWireError(parsed.error, input, 'session');
  const { audio, ...session } = parsed.data;
  return defined({
    model: session.model,
    instructions: session.instructions,
    modality: session.output_modalities?.[0],
    voice: voiceName(audio?.output?.voice),
    speed: audio?.output?.speed,
    transcription: audio?.input?.transcription,
    noiseReduction: audio?.input?.noise_reduction,
    turnDetection: audio?.input?.turn_detection,
    tools: session.tools,
    toolChoice: session.tool_choice,
    maxOutputTokens: session.max_output_tokens,
    parallelToolCalls: session.parallel_tool_calls,
    reasoning: session.reasoning,
    tracing: session.tracing,
    truncation: session.truncation,
    include: session.include,
    prompt: session.prompt,
  });
}

/** The `response` of a GA `response.create`. */
export const gaResponseSchema = z.strictObject({
  audio: z
    .strictObject({
      output: z
        .strictObject({ format: pcmFormatSchema.optional(), voice: voiceSchema.optional() })
        .optional(),
    })
    .optional(),
  conversation: z.enum(['auto', 'none']).optional(),
  input: z.array(z.unknown()).max(1_000).optional(),
  instructions: instructionsSchema.optional(),
  max_output_tokens: maxTokensSchema.optional(),
  metadata: metadataSchema.optional(),
  output_modalities: modalitiesSchema.optional(),
  parallel_tool_calls: z.boolean().optional(),
  prompt: promptSchema.optional(),
  reasoning: reasoningSchema.optional(),
  tool_choice: toolChoiceSchema.optional(),
  tools: toolsSchema.optional(),
});

function voiceName(voice: z.infer<typeof voiceSchema> | undefined): string | undefined {
  return typeof voice === 'object' ? voice.id : voice;
}

/** Without the fields nobody gave: a partial update must not overwrite with `undefined`. */
export function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  const kept: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
