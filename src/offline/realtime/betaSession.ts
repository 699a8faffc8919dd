import { z } from 'zod';
import { defined } from './gaSession.ts';
import type { SessionConfig } from './sessionConfig.ts';
import {
  includeSchema,
  instructionsSchema,
  maxTokensSchema,
  metadataSchema,
  noiseReductionSchema,
  promptSchema,
  speedSchema,
  type ToolChoice,
  toolsSchema,
  tracingSchema,
  transcriptionSchema,
  turnDetectionSchema,
} from './sessionFields.ts';
import { zodWireError } from './zodWireError.ts';

const formatSchema = z.literal('pcm16');
const modalitiesSchema = z.array(z.enum(['text', 'audio'])).refine((list) => list.includes('text'), {
  error: "Invalid modalities. Supported combinations are: ['text'] and ['audio', 'text'].",
});
const temperatureSchema = z.number().min(0.6).max(1.2);
const toolChoiceSchema = z.union([
  z.string().min(1).max(64),
  z.strictObject({ type: z.literal('function'), name: z.string() }),
]);
/** In the beta dialect a VAD without `type` is the server's. */
const betaTurnDetectionSchema = z.preprocess(
  (value) => (typeof value === 'object' && value !== null ? { type: 'server_vad', ...value } : value),
  turnDetectionSchema.nullable(),
);

const sessionSchema = z.strictObject({
  model: z.string().optional(),
  modalities: modalitiesSchema.optional(),
  instructions: instructionsSchema.optional(),
  voice: z.string().min(1).max(64).optional(),
  speed: speedSchema.optional(),
  input_audio_format: formatSchema.optional(),
  output_audio_format: formatSchema.optional(),
  input_audio_transcription: transcriptionSchema.nullable().optional(),
  input_audio_noise_reduction: noiseReductionSchema.nullable().optional(),
  turn_detection: betaTurnDetectionSchema.optional(),
  tools: toolsSchema.optional(),
  tool_choice: toolChoiceSchema.optional(),
  temperature: temperatureSchema.optional(),
  max_response_output_tokens: maxTokensSchema.optional(),
  tracing: tracingSchema.optional(),
  include: includeSchema.optional(),
  prompt: promptSchema.optional(),
});

/** Reads the flat `session` of a beta `session.update` into the fields it changes. @throws WireError when it is refused */
export function parseBetaSession(input: unknown): Partial<SessionConfig> {
  const parsed = sessionSchema.safeParse(input);
  if (!parsed.success) throw zodWireError(parsed.error, input, 'session');
  const session = parsed.data;
  return defined({
    model: session.model,
    instructions: session.instructions,
    modality: betaModality(session.modalities),
    voice: session.voice,
    speed: session.speed,
    temperature: session.temperature,
    transcription: session.input_audio_transcription,
    noiseReduction: session.input_audio_noise_reduction,
    turnDetection: session.turn_detection,
    tools: session.tools,
    toolChoice: betaToolChoice(session.tool_choice),
    maxOutputTokens: session.max_response_output_tokens,
    tracing: session.tracing,
    include: session.include,
    prompt: session.prompt,
  });
}

/** The `response` of a beta `response.create`. */
export const betaResponseSchema = z.strictObject({
  modalities: modalitiesSchema.optional(),
  instructions: instructionsSchema.optional(),
  voice: z.string().min(1).max(64).optional(),
  output_audio_format: formatSchema.optional(),
  tools: toolsSchema.optional(),
  tool_choice: toolChoiceSchema.optional(),
  temperature: temperatureSchema.optional(),
  max_response_output_tokens: maxTokensSchema.optional(),
  max_output_tokens: maxTokensSchema.optional(),
  conversation: z.enum(['auto', 'none']).optional(),
  metadata: metadataSchema.optional(),
  input: z.array(z.unknown()).max(1_000).optional(),
});

/** `['text']` is text only, everything else is spoken. */
export function betaModality(modalities: ('text' | 'audio')[] | undefined): 'text' | 'audio' | undefined {
  if (modalities === undefined) return undefined;
  return modalities.includes('audio') ? 'audio' : 'text';
}

/** The beta dialect names a function by its bare name. */
export function betaToolChoice(choice: z.infer<typeof toolChoiceSchema> | undefined): ToolChoice | undefined {
  if (choice === undefined || typeof choice === 'object') return choice;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  return { type: 'function', name: choice };
}
